"""How each kind of letter is said to Slack."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot import fetching, hanging, pages, reconcile
from bot.answers import Unsaid, dropped, parked, sent
from bot.desk import Desk
from bot.response_url import respond
from models import members, rights, workspaces
from models.outbox import PARKED, READY, UNSURE, Letter
from models.outcomes import Outcome
from models.workspaces import Channel

DOUBLES = frozenset({"post", "dm"})  # kinds that would stand there twice if they were sent twice
NOT_THERE = frozenset({"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived"})
STALE_VIEW = frozenset({"hash_conflict", "not_found", "view_not_found"})
FRESH = timedelta(hours=1)  # how long we believe what Slack told about a channel


def carry(desk: Desk) -> Outcome:
    """Clear up what became of an earlier try, check that it may still leave, and say it."""
    doubles = desk.letter.kind in DOUBLES
    try:
        found = reconcile.clear_up(desk) if desk.doubtful else None
        if found is not None:
            return found
        check(desk)
        hanging.upload(desk)
        outcome = KINDS[desk.letter.kind](desk)
    except Unsaid as unsaid:
        outcome = unsaid.outcome
    outcome = hanging.again(desk, outcome) or outcome
    if outcome.status == UNSURE and not doubles:
        outcome = replace(outcome, status=READY, wait=None)
    elif outcome.status == READY and desk.doubtful and doubles:
        outcome = replace(outcome, status=UNSURE)  # the earlier try is still unknown
    return replace(outcome, spoke=desk.spoke, repeat=desk.repeat)


# --- may it leave? --------------------------------------------------------------------------------


def check(desk: Desk) -> None:
    """What was allowed when it was promised may not be now."""
    letter = desk.letter
    if letter.expires_at is not None and letter.expires_at <= desk.now:
        raise Unsaid(dropped("expired"))
    if letter.needs is not None:
        with desk.database.reading() as session:
            member = members.find(session, desk.here, letter.user or letter.address)
            allowed = member is not None and rights.may(session, desk.here, member, letter.needs)
        if not allowed:
            raise Unsaid(parked("not_allowed"))
    if letter.kind == "post" and letter.scheduled:
        channel = know_channel(desk, letter.address)
        if channel.shared:
            raise Unsaid(parked("channel_shared"))
        if channel.archived:
            raise Unsaid(parked("is_archived"))


def know_channel(desk: Desk, slack_id: str) -> Channel:
    """What is known of a channel, asked anew if that is older than an hour."""
    with desk.database.reading() as session:
        known = workspaces.channel(session, desk.here, slack_id)
    if known is not None and abs(desk.now - known.checked_at) <= FRESH:
        return known
    told = desk.ask(desk.client.conversations_info, channel=slack_id, include_num_members=True)["channel"]
    with desk.database.writing() as session:
        return workspaces.remember_channel(
            session, desk.here, slack_id, at=desk.now, name=told.get("name"), private=told.get("is_private"),
            shared=bool(told.get("is_ext_shared")), archived=bool(told.get("is_archived")),
            member=told.get("is_member"), people=told.get("num_members"),
        )  # fmt: skip


# --- one for each kind ----------------------------------------------------------------------------


def post(desk: Desk) -> Outcome:
    return say(desk, desk.letter.address, desk.words())


def dm(desk: Desk) -> Outcome:
    """To one person. Their conversation with the bot is opened first and its id kept."""
    user, words = desk.letter.user or desk.letter.address, desk.words()
    known = conversation(desk, user)
    if known is not None:
        try:
            return say(desk, known, words)
        except Unsaid as unsaid:
            if unsaid.outcome.reason != "channel_not_found":
                raise
    return say(desk, open_conversation(desk, user), words)


def conversation(desk: Desk, user: str) -> str | None:
    """Where the bot talks with that person, if it has. Those who are gone, bots and strangers are not written to."""
    with desk.database.reading() as session:
        member = members.find(session, desk.here, user)
    if member is not None and (member.gone or member.bot or member.stranger):
        raise Unsaid(parked("user_gone"))
    return member.dm_channel if member is not None else None


def open_conversation(desk: Desk, user: str) -> str:
    channel = str(desk.ask(desk.client.conversations_open, users=user)["channel"]["id"])
    with desk.database.writing() as session:
        member = members.find(session, desk.here, user)
        if member is not None:
            member.dm_channel = channel
    return channel


def say(desk: Desk, channel: str, words: dict[str, Any]) -> Outcome:
    """A message with the letter's key under it, so that it can be found again."""
    answer = desk.tell(
        desk.client.chat_postMessage, channel=channel, unfurl_links=False, unfurl_media=False,
        metadata={"event_type": "cx_rituals", "event_payload": {"key": desk.letter.key}}, **words,
    )  # fmt: skip
    return sent(str(answer["channel"]), str(answer["ts"]))


def file(desk: Desk) -> Outcome:
    """A file for one person, in their conversation with the bot."""
    attached, user = desk.letter.attachment or {}, desk.letter.address
    channel = conversation(desk, user) or open_conversation(desk, user)
    content = pages.page(attached["page"], attached["shown"]) if "page" in attached else attached["content"]
    answer = desk.tell(
        desk.client.files_upload_v2, channel=channel, filename=attached["name"], content=content,
        initial_comment=desk.words()["text"],
    )  # fmt: skip
    return sent(channel, str(answer["file"]["id"]))


def private(desk: Desk) -> Outcome:
    """For one person's eyes in a channel, or by direct message where Slack can't show it there."""
    letter = desk.letter
    try:
        desk.tell(desk.client.chat_postEphemeral, channel=letter.address, user=letter.user, **desk.words())
    except Unsaid as unsaid:
        if unsaid.outcome.status == PARKED and unsaid.outcome.reason in NOT_THERE:
            return dm(desk)
        raise
    return sent(letter.address)  # its ts is good for nothing: Slack can't change it later


def answer(desk: Desk) -> Outcome:
    """The message whose button was pressed becomes this."""
    return respond(desk, {"replace_original": True, **desk.words()})


def reply(desk: Desk) -> Outcome:
    """A line beside the message, for the one who pressed."""
    return respond(desk, {"replace_original": False, "response_type": "ephemeral", **desk.words()})


def redraw(desk: Desk) -> Outcome:
    """A Home tab or an open modal. One that was closed or changed meanwhile needs no drawing."""
    view = desk.letter.address.partition(":")[2]
    try:
        if view == "home":
            desk.tell(desk.client.views_publish, user_id=desk.letter.user, view=desk.words())
        else:
            desk.tell(desk.client.views_update, view_id=view, view=desk.words())
    except Unsaid as unsaid:
        if unsaid.outcome.reason in STALE_VIEW:
            return dropped(str(unsaid.outcome.reason))
        raise
    return sent()


def revise(desk: Desk) -> Outcome:
    """A message that has left says something else."""
    channel, ts = whereabouts(desk)
    return amend(desk, desk.client.chat_update, channel=channel, ts=ts, **desk.words())


def withdraw(desk: Desk) -> Outcome:
    """A message goes. One that is gone already is as we want it."""
    channel, ts = whereabouts(desk)
    return amend(desk, desk.client.chat_delete, channel=channel, ts=ts)


def whereabouts(desk: Desk) -> tuple[str, str]:
    """Where the message stands that this letter is about; its own place if it takes back a second copy."""
    letter: Letter | None = desk.letter
    if desk.letter.about is not None:
        with desk.database.reading() as session:
            letter = session.get(Letter, desk.letter.about)
    if letter is None or not (letter.channel and letter.ts):
        raise Unsaid(dropped("never_posted"))
    return letter.channel, letter.ts


def share(desk: Desk) -> Outcome:
    """The pictures of a message that Slack would not show in it, in its thread."""
    channel, ts = whereabouts(desk)
    hanging.share(desk, channel, ts)
    return sent(channel)


def amend(desk: Desk, call: Callable[..., Any], **args: Any) -> Outcome:
    try:
        desk.tell(call, **args)
    except Unsaid as unsaid:
        if unsaid.outcome.reason != "message_not_found":
            raise
        return sent() if desk.letter.kind == "withdraw" else dropped("message_not_found")
    return sent()


KINDS: dict[str, Callable[[Desk], Outcome]] = {
    "post": post, "dm": dm, "file": file, "private": private, "answer": answer, "reply": reply, "redraw": redraw,
    "revise": revise, "withdraw": withdraw, "share": share, "fetch": fetching.fetch,
}  # fmt: skip
