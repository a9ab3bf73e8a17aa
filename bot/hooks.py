"""The door for other systems: POST /hooks/<way>/<key>, signed, each told thing counted once and answered for."""

import hashlib
import hmac
import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot import rituals
from bot.edge import House
from bot.telemetry import trail
from bot.web import Reply, TurnedAway, length, read
from models import hooks
from models.errors import Refusal
from models.hooks import Differs, Way

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

log = logging.getLogger(__name__)

TOLERANCE = 300  # seconds that a signature is good for, on the real clock
MOST = 1_000  # things told in one request
PART = 25  # told in one transaction: a person's act waits that long, a fifth of a second
LONGEST_NAME = 255
PATH = re.compile(r"/hooks/([a-z-]{1,32})/([A-Za-z0-9_-]{43})")
NAME = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,254}")
STRIPES = re.compile(r"t=[0-9]{1,12}(,v[0-9]+=[0-9a-f]{1,128}){1,20}")
BUSY = "I can't save anything just now: tell me again in a minute."
OURS = "Something went wrong on our side, and nothing of this part was kept. It is in the log as "
# what a mistake of ours can raise; what is wrong with the request is a Refusal or turned away
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


class Request(NamedTuple):
    """What came, once its signature proved who sent it."""

    name: str
    way: Way
    team_id: str
    hook_id: int
    body: str


class Hooks:
    """Answers in JSON: what became of each thing that was told, or one sentence that says what is wrong."""

    def __init__(self, house: House, *, real_time: Callable[[], float] = time.time) -> None:
        self._house, self._real_time = house, real_time
        self._ways = rituals.ways(house.rituals)

    def __call__(self, environ: "WSGIEnvironment") -> Reply:
        try:
            return _say(200, *self._answer(environ))
        except TurnedAway as no:
            log.warning("Turned a hook's request away with %d: %s.", no.status, no)
            said = str(no)
            return _say(no.status, {"error": f"{said[:1].upper()}{said[1:]}."}, no.headers)
        except (DBAPIError, PoolTimeout) as fault:
            log.error("a hook's request could not be kept: %s", trail(fault))
            return _say(503, {"error": BUSY}, {"Retry-After": "60"})
        except FAULTS as fault:
            name = uuid.uuid4().hex[:8]
            log.error("fault id=%s %s", name, trail(fault))
            return _say(500, {"error": OURS + name}, {})

    def _answer(self, environ: "WSGIEnvironment") -> tuple[dict[str, Any], dict[str, str]]:
        request = self._verified(environ)
        things = _things(request.way, _parsed(request.body))
        named = _named(environ)
        key = hooks.digest(named) if named else ""
        digest = hooks.digest(request.body)
        said: list[dict[str, Any]] = []
        repeats = []
        for part, start in enumerate(range(0, len(things), PART)):
            some = [(number, things[number]) for number in range(start, min(start + PART, len(things)))]
            answers, before = self._keep(request, some, key=key, part=part, digest=digest)
            said += answers
            repeats.append(before)
        again = {"Idempotent-Replayed": "true"} if all(repeats) else {}
        return {"received": len(things), **_counted(said), "events": said}, again

    def _verified(self, environ: "WSGIEnvironment") -> Request:
        """Strangers are turned away before a byte of their body is read."""
        found = PATH.fullmatch(environ.get("PATH_INFO", ""))
        way = self._ways.get(found[1]) if found else None
        if found is None or way is None:
            raise TurnedAway(HTTPStatus.NOT_FOUND, "there is nothing at this address")
        if environ["REQUEST_METHOD"] != "POST":
            raise TurnedAway(HTTPStatus.METHOD_NOT_ALLOWED, "this address takes POST", Allow="POST")
        expected = length(environ)
        kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise TurnedAway(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "its Content-Type isn't application/json")
        proves = (_stripes if way.scheme == "stripe" else partial(_ours, now=self._real_time()))(environ)
        now = self._house.now()
        with self._house.database.reading() as session:
            theirs = hooks.found(session, found[1], found[2], at=now)
        if theirs is None:
            raise TurnedAway(HTTPStatus.NOT_FOUND, "there is nothing at this address")
        hook, here = theirs
        try:
            body = read(environ, expected).decode()
        except UnicodeDecodeError:
            raise TurnedAway(HTTPStatus.BAD_REQUEST, "its body isn't UTF-8") from None
        if not any(proves(body, secret) for secret in hook.secrets(now)):
            raise TurnedAway(HTTPStatus.UNAUTHORIZED, "its signature is wrong or too old")
        return Request(found[1], way, here.team_id, hook.id, body)

    def _keep(
        self, request: Request, some: Sequence[tuple[int, Any]], *, key: str, part: int, digest: str
    ) -> tuple[list[dict[str, Any]], bool]:
        """One write transaction: what was told, and the answer that its twin will get."""
        at = self._house.now()
        try:
            with self._house.writing(request.team_id) as (session, here):

                def take(one: tuple[int, Any]) -> dict[str, Any]:
                    number, thing = one
                    own = _own_name(thing) or (f"{key}:{number}" if key else "")
                    return request.way.take(session, here, thing, key=own, at=at)

                said, before = hooks.told(
                    session, here, request.hook_id, some, take, key=key, part=part, digest=digest, at=at,
                    about=lambda one: request.way.about(one[1]),
                )  # fmt: skip
        except Differs as no:
            raise TurnedAway(HTTPStatus.UNPROCESSABLE_ENTITY, str(no).rstrip(".")) from None
        except Refusal:  # the company left between two breaths
            raise TurnedAway(HTTPStatus.NOT_FOUND, "there is nothing at this address") from None
        named = [_with_id(answer, thing) for answer, (_, thing) in zip(said, some, strict=True)]
        return named, before


# --- who sent it -----------------------------------------------------------------------------------


def _ours(environ: "WSGIEnvironment", *, now: float) -> Callable[[str, str], bool]:
    """Whether a body was signed with a secret: v1 is the HMAC-SHA256 of "<timestamp>.<body>", in hex."""
    timestamp, signature = environ.get("HTTP_X_CX_TIMESTAMP", ""), environ.get("HTTP_X_CX_SIGNATURE", "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not re.fullmatch(r"v1=[0-9a-f]{64}", signature):
        raise TurnedAway(HTTPStatus.UNAUTHORIZED, "it isn't signed: X-CX-Timestamp and X-CX-Signature are needed")
    fresh = abs(now - int(timestamp)) <= TOLERANCE

    def proves(body: str, secret: str) -> bool:
        mine = hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v1={mine}", signature) and fresh

    return proves


def _stripes(environ: "WSGIEnvironment") -> Callable[[str, str], bool]:
    """Stripe's own check. Its library costs 20 MB and a fifth of a second, so only who needs it has it."""
    header = environ.get("HTTP_STRIPE_SIGNATURE", "")
    if not STRIPES.fullmatch(header):
        raise TurnedAway(HTTPStatus.UNAUTHORIZED, "it isn't signed as Stripe signs")

    def proves(body: str, secret: str) -> bool:
        import stripe  # noqa: PLC0415

        try:
            return bool(stripe.WebhookSignature.verify_header(body, header, secret, tolerance=TOLERANCE))
        except stripe.SignatureVerificationError:  # it holds the body
            return False

    return proves


# --- what it says ----------------------------------------------------------------------------------


def _parsed(body: str) -> Any:
    """JSON as it is written in the standard, and nothing twice; numbers keep their digits."""
    try:
        parsed = json.loads(
            body, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_decimal, parse_int=_integer
        )
        # half a surrogate pair is legal in JSON and can be stored nowhere
        if "\\u" in body.lower():
            json.dumps(parsed, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError):
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "its body can't be understood as JSON") from None
    return parsed


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice")
    return made


def _no_number(said: str) -> Any:
    raise ValueError(said)


def _decimal(said: str) -> Decimal:
    number = Decimal(said) if len(said) <= 60 else Decimal("Infinity")
    if not number.is_finite() or abs(number.adjusted()) > 40:
        raise ValueError("nobody pays that")
    return number


def _integer(said: str) -> int:
    if len(said) > 40:
        raise ValueError("nobody counts that far")
    return int(said)


def _things(way: Way, parsed: Any) -> list[Any]:
    """One thing, a list of them, or {"events": […]}. Stripe tells one at a time."""
    if way.scheme == "cx" and isinstance(parsed, dict) and "events" in parsed:
        parsed = parsed["events"]
    things = parsed if isinstance(parsed, list) and way.scheme == "cx" else [parsed]
    if isinstance(parsed, str | int | Decimal | bool) or parsed is None or (way.scheme != "cx" and parsed is things):
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "its body is neither an object nor a list of them")
    if not things:
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "there is no event in it")
    if len(things) > MOST:
        raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"it has more than {MOST:,} events: send them in parts")
    return things


def _named(environ: "WSGIEnvironment") -> str:
    name = environ.get("HTTP_IDEMPOTENCY_KEY", "").strip()
    if name and not NAME.fullmatch(name):
        raise TurnedAway(HTTPStatus.BAD_REQUEST, "its Idempotency-Key isn't up to 255 plain characters")
    return str(name)


def _own_name(thing: Any) -> str:
    """What the sender calls this one thing; one that is long is known by its digest."""
    said = thing.get("id") if isinstance(thing, Mapping) else None
    if isinstance(said, bool) or not isinstance(said, str | int) or not str(said).strip():
        return ""
    text = str(said).strip()
    return f"id:{text}" if len(text) <= 80 and NAME.fullmatch(text) else f"id:{hooks.digest(text)}"


def _with_id(answer: dict[str, Any], thing: Any) -> dict[str, Any]:
    """What the sender knows the thing by stands in the answer, and is not kept with it."""
    said = thing.get("id") if isinstance(thing, Mapping) else None
    return {"id": said, **answer} if isinstance(said, str | int) else answer


def _counted(said: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    outcomes = [one["outcome"] for one in said]
    return {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}


def _say(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> Reply:
    said = json.dumps(body, ensure_ascii=False, default=str)
    return Reply(status, said, "application/json;charset=utf-8", **headers)
