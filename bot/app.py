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

from bot.edge import House, Repeated, Request
from bot.rituals import SHARED_HANDLERS
from handlers import refusals
from models import outbox, workspaces
from models.errors import Refusal

log = logging.getLogger(__name__)

# what handlers may name as parameters beside Bolt's own
CONTEXT = frozenset(
    {"transaction", "reading", "meet", "show", "actor", "allowed", "redraw", "render", "now", "rituals", "foresee"}
)
REMEMBERED = 60  # seconds
BUSY = Refusal("I can't save anything just now, so nothing was done. Please try again in a minute.")


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
    app.use(_introduce(house))
    app.error(_answer(house))
    for name in SHARED_HANDLERS:
        import_module(f"handlers.{name}").register(app, house.rituals)
    for ritual in house.rituals.values():
        ritual.handlers.register(app)
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
                return None
            bot_id, bot_user = here.bot_id, here.bot_user
            known[here.team_id] = (time.monotonic() + REMEMBERED, bot_id, bot_user)
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id,
            bot_token=token, bot_id=bot_id, bot_user_id=bot_user,
        )  # fmt: skip

    return authorize


def _introduce(house: House) -> Callable[..., Any]:
    """Hand out what handlers ask for by name."""

    def introduce(context: BoltContext, body: dict[str, Any], next: Callable[[], Any]) -> Any:
        request = Request(house, body, str(context.team_id), context.user_id)
        for name in ("transaction", "reading", "meet", "show", "actor", "allowed", "redraw"):
            context[name] = getattr(request, name)
        context["render"] = house.render
        context["now"] = house.now
        context["rituals"] = house.rituals
        context["foresee"] = house.clock.foresee
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
            log.error("event failed id=%s", _fault(error))
            return BoltResponse(status=500, body="")
        if isinstance(error, DBAPIError | PoolTimeout):
            log.error("database failed id=%s", _fault(error))
            return _refuse(house, BUSY, body, context, saved=False)
        apology = f"Something went wrong on our side, and nothing was done. Please tell an admin: {_fault(error)}"
        return _refuse(house, Refusal(apology), body, context)

    return answer


def _fault(error: Exception) -> str:
    """Log a fault with an id that a person can be told."""
    name = uuid.uuid4().hex[:8]
    log.error("fault id=%s kind=%s", name, type(error).__name__, exc_info=error)
    return name


def _refuse(
    house: House, refusal: Refusal, body: dict[str, Any], context: BoltContext, *, saved: bool = True
) -> BoltResponse:
    said = refusals.said(refusal, body, house.render)
    if said or "event" in body:
        return BoltResponse(status=200, body=said or "")
    if not saved:
        return BoltResponse(status=500, body="")  # Slack marks the button: there is nothing to write a line into
    if body.get("response_url"):
        with house.writing(str(context.team_id)) as (session, here):
            outbox.answer(
                session, here, body["response_url"], "refusals.said", at=house.now(), beside=True,
                **refusals.told(refusal),
            )  # fmt: skip
    elif body.get("trigger_id"):
        try:
            Request(house, body, str(context.team_id), context.user_id).show("refusals.shown", refusals.told(refusal))
        except SlackClientError:
            log.warning("a refusal could not be shown")
    return BoltResponse(status=200, body="")
