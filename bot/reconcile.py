"""Before a letter of unknown outcome is sent again: did it arrive?"""

from typing import Any

from bot.answers import Unsaid, held, sent
from bot.desk import Desk
from models import members
from models.outbox import PARKED
from models.outcomes import Outcome

PAGES, PAGE = 10, 100
DAY = 86400.0
BROADCASTS = frozenset({"channels:history", "groups:history"})


class CannotLookError(Exception):
    """Slack does not let us read that conversation, or there is too much of it to be sure."""


def clear_up(desk: Desk) -> Outcome | None:
    """The outcome, if it can be known; None to send now, saying that it may be a repeat where it may."""
    if desk.letter.kind == "post":
        return _clear_up_post(desk)
    if desk.letter.kind == "dm":
        return _clear_up_dm(desk)
    return None  # anything else can be said twice without harm


def _clear_up_post(desk: Desk) -> Outcome | None:
    """A broadcast must not stand there twice: without a look it is for a person to decide."""
    if not BROADCASTS & set(desk.here.scopes):
        return held("unknown_outcome")
    try:
        return _found(desk, desk.letter.address)
    except CannotLookError:
        return held("unknown_outcome")


def _clear_up_dm(desk: Desk) -> Outcome | None:
    with desk.database.reading() as session:
        member = members.find(session, desk.here, desk.letter.address)
    if member is not None and member.dm_channel is None:  # the conversation is kept before anything is said in it
        desk.doubtful = False
        return None
    if member is not None and member.dm_channel and "im:history" in desk.here.scopes:
        try:
            return _found(desk, member.dm_channel)
        except CannotLookError:
            desk.repeat = True
            return None
    desk.repeat = True
    return None


def _found(desk: Desk, channel: str) -> Outcome | None:
    ts = look(desk, channel)
    desk.doubtful = False
    return sent(channel, ts, "found") if ts else None


def look(desk: Desk, channel: str) -> str | None:
    """The ts of the message that carries the letter's key, None if it surely is not there.

    It is bounded by count: our own clock may be wrong. Only what is a day older than the try is too old.
    """
    too_old = (desk.letter.attempted_at or 0.0) - DAY
    cursor = None
    for _ in range(PAGES):
        page = _page(desk, channel, cursor)
        messages: list[dict[str, Any]] = page.get("messages") or []
        for message in messages:
            if _carries(message, desk):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor or (messages and float(messages[-1]["ts"]) < too_old):
            return None
    raise CannotLookError(channel)


def _page(desk: Desk, channel: str, cursor: str | None) -> Any:
    try:
        return desk.ask(
            desk.client.conversations_history,
            channel=channel, limit=PAGE, include_all_metadata=True, cursor=cursor,
        )  # fmt: skip
    except Unsaid as unsaid:
        if unsaid.outcome.status == PARKED:  # missing_scope, not_in_channel and the like: a plain no
            raise CannotLookError(channel) from unsaid
        raise


def _carries(message: dict[str, Any], desk: Desk) -> bool:
    """Our key, in a message of ours: anyone may read a key and write it under their own."""
    metadata = message.get("metadata") or {}
    key = (metadata.get("event_payload") or {}).get("key")
    ours = message.get("user") == desk.here.bot_user or (
        bool(desk.here.bot_id) and message.get("bot_id") == desk.here.bot_id
    )
    return ours and metadata.get("event_type") == "cx_rituals" and key == desk.letter.key
