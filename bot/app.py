"""The Bolt app: every handler of the house, what it may ask for by name, and one place for what goes wrong."""

import logging
import time
import uuid
from collections.abc import Callable
from importlib import import_module
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.edge import House, Repeated, Request, show
from bot.rituals import SHARED_HANDLERS
from bot.telemetry import trail
from handlers import cx, refusals, words
from models import outbox, workspaces
from models.errors import Refusal

log = logging.getLogger(__name__)

# what handlers may name as parameters beside Bolt's own
CONTEXT = frozenset({
    "transaction", "reading", "meet", "show", "renew", "actor", "allowed", "redraw", "render", "now", "rituals",
    "foresee", "public_url",
})  # fmt: skip
REMEMBERED = 60  # seconds
BUSY = Refusal("I can't save anything just now, so nothing was done. Please try again in a minute.")
LATE = Refusal("Slack did not answer me in time, so nothing was done. Please try again.")
ELSEWHERE = "I don't work for your company yet, so I can't do that for you. Its Slack admins can invite me."


def build(house: House, *, token: str, signing_secret: str) -> App:
    """Bolt with our own authorize (Slack is not asked on each request) and acks after the commit."""
    app = App(
        signing_secret=signing_secret,
        process_before_response=True,
        token_verification_enabled=False,
        client=WebClient(retry_handlers=[]),
        authorize=_authorize(house, token),
        logger=logging.getLogger("slack_bolt"),
        ssl_check_enabled=False,
        request_verification_enabled=False,
        url_verification_enabled=False,
    )
    app.use(_lengthen(house))
    app.use(_introduce(house))
    app.error(_answer(house))
    for ritual in house.rituals.values():  # first, since Bolt asks its listeners in turn
        ritual.handlers.register(app)
    for name in SHARED_HANDLERS:
        import_module(f"handlers.{name}").register(app, house.rituals)
    return app


def _authorize(house: House, token: str) -> Any:
    """Only a company that is installed gets in; its row is all that is looked at."""

    known: dict[str, tuple[float, str, str]] = {}  # who the bot is in a company never changes while it is installed

    def authorize(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> AuthorizeResult | None:
        until, bot_id, bot_user = known.get(team_id or "", (0.0, "", ""))
        if until < time.monotonic():
            with house.database.reading() as session:
                here = workspaces.find(session, team_id or "")
            if here is None:
                raise Refusal(ELSEWHERE)
            bot_id, bot_user = here.bot_id, here.bot_user
            known[here.team_id] = (time.monotonic() + REMEMBERED, bot_id, bot_user)
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id,
            bot_token=token, bot_id=bot_id, bot_user_id=bot_user,
        )  # fmt: skip

    return authorize


def _lengthen(house: House) -> Callable[..., Any]:
    """`/cx champion …` is `/champion …`, since another app may own that name. `called` keeps what was typed."""
    own = {ritual.handlers.COMMAND for ritual in house.rituals.values()}

    def lengthen(body: dict[str, Any], next: Callable[[], Any]) -> Any:
        if "command" in body:
            body["called"] = body["command"]
            word, rest = words.split(body.get("text") or "")
            if body["command"] == cx.COMMAND and f"/{word}" in own:
                body |= {"command": f"/{word}", "text": rest, "called": f"{cx.COMMAND} {word}"}
        return next()

    return lengthen


def _introduce(house: House) -> Callable[..., Any]:
    """Hand out what handlers ask for by name."""

    def introduce(context: BoltContext, body: dict[str, Any], next: Callable[[], Any]) -> Any:
        request = Request(house, body, str(context.team_id), context.user_id)
        for name in ("transaction", "reading", "meet", "show", "renew", "actor", "allowed", "redraw"):
            context[name] = getattr(request, name)
        context["render"] = house.render
        context["now"] = house.now
        context["rituals"] = house.rituals
        context["foresee"] = house.clock.foresee
        context["public_url"] = house.public_url
        return next()

    return introduce


def _answer(house: House) -> Callable[..., BoltResponse]:
    """A rule's no is shown to the person. Anything else is our fault: logged with an id that the person is told."""

    def answer(error: Exception, body: dict[str, Any], context: BoltContext) -> BoltResponse:
        if isinstance(error, Repeated):
            return BoltResponse(status=200, body="")
        if isinstance(error, Refusal):
            return _refuse(house, error, body, context)
        if "event" in body:
            _fault(error)
            return BoltResponse(status=500, body="")
        if isinstance(error, DBAPIError | PoolTimeout):
            _fault(error)
            return _refuse(house, BUSY, body, context, saved=False)
        if isinstance(error, SlackClientError | OSError):
            log.warning("slack would not open a form: %s", type(error).__name__)
            return _refuse(house, LATE, body, context)
        apology = f"Something went wrong on our side, and nothing was done. Please tell an admin: {_fault(error)}"
        return _refuse(house, Refusal(apology), body, context)

    return answer


def _fault(error: Exception) -> str:
    """Log a fault with an id that a person can be told, and without what it says: that may be somebody's words."""
    name = uuid.uuid4().hex[:8]
    log.error("fault id=%s %s", name, trail(error))
    return name


def _refuse(
    house: House, refusal: Refusal, body: dict[str, Any], context: BoltContext, *, saved: bool = True
) -> BoltResponse:
    said = refusals.said(refusal, body, house.render)
    if said or "event" in body:
        return BoltResponse(status=200, body=said or "")
    if saved and body.get("response_url") and _written_beside(house, refusal, body, str(context.team_id)):
        return BoltResponse(status=200, body="")
    shown = _laid_over(house, refusal, body)
    return BoltResponse(status=200 if shown or saved else 500, body="")  # at a 500 Slack marks the button


def _written_beside(house: House, refusal: Refusal, body: dict[str, Any], team_id: str) -> bool:
    """A line beside the message whose button was pressed, if the database takes it."""
    try:
        with house.writing(team_id) as (session, here):
            outbox.answer(
                session, here, body["response_url"], "refusals.said", at=house.now(), beside=True,
                **refusals.told(refusal),
            )  # fmt: skip
    except (Refusal, DBAPIError, PoolTimeout):
        return False
    return True


def _laid_over(house: House, refusal: Refusal, body: dict[str, Any]) -> bool:
    """A form with the words, for a button without a message, or while there is nothing to write a line into."""
    if not body.get("trigger_id"):
        return False
    try:
        show(house.client(None), body, house.render("refusals.shown", refusals.told(refusal)))
    except (SlackClientError, OSError) as fault:
        log.warning("a refusal could not be shown: %s", type(fault).__name__)
        return False
    return True
