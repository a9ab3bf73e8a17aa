"""Thanking a Customer Champion: the command, the postcard, posting it after all, taking it back."""

import json

from handlers import forms
from handlers.champions import grammar
from models import champions, choices, members, outbox, workspaces
from models.champions import Choices
from models.errors import Refusal

WHO = "Slack would not tell me who that is just now. Please try again in a moment."


def give(ack, command, meet, actor, transaction, render, now):
    """`/champion @ana @ben for … #value`"""
    meet(grammar.named(command["text"]), channel=command["channel_id"])
    with transaction() as (session, here):
        said = grammar.read(command["text"], choices.read(session, here, Choices).values)
        known = members.among(session, here, [*said.people, *said.mentioned])
        problems = [*said.problems, *(WHO for person in said.people if person not in known)]
        if not (said.people or problems):
            problems.append("Name the people first: `/champion @ana for …`")
        names = {slack_id: member.name for slack_id, member in known.items()}
        where = _place(session, here, command["channel_id"], now(), command["channel_name"])
        giver = actor(session, here)
        shout_out = champions.give(
            session, here, giver, [known[person] for person in said.people if person in known],
            grammar.plain(said.reason, names), value=said.value, where=where,
            at=now(), problems=problems, typed=grammar.readable(f"{command['called']} {command['text']}", names),
        )  # fmt: skip
        receipt = _receipt(session, here, shout_out, where, list(known.values()), giver, now())
    ack({"response_type": "ephemeral", **render("champions.receipt", receipt)})


def postcard(ack, body, meet, allowed, reading, show):
    """The form: from bare /champion, Home, the shortcut, or a message's button."""
    _open(body, meet, allowed, reading, show)
    ack()


def praise(ack, body, meet, allowed, reading, show):
    """The form from a message, in a thread too, where Slack takes no commands: whoever wrote it is filled in."""
    _open(body, meet, allowed, reading, show, author=body["message"].get("user"))
    ack()


def _open(body, meet, allowed, reading, show, author=None):
    """Show the form. It asks where to post if that isn't clear from where it was opened."""
    channel = body.get("channel_id") or body.get("channel", {}).get("id", "")
    meet([author] if author else [], channel=channel or None)
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        chosen = choices.read(session, here, Choices)
        known = members.find(session, here, author) if author else None
        where = workspaces.channel(session, here, channel)
        if not channel or workspaces.is_direct(channel, where.name if where else ""):
            channel = chosen.feed
    people = [known.slack_id] if known and known.colleague and known.slack_id != person.slack_id else []
    show("champions.postcard", {"values": list(chosen.values), "channel": channel, "people": people})


def send(ack, view, meet, actor, transaction, redraw, now):
    """The filled-in postcard. It goes to the channel that it was opened in, or to the one chosen in it."""
    fields = forms.typed(view)
    people = fields["people"] or []
    channel = fields.get("channel") or json.loads(view["private_metadata"])["channel"]
    meet(people, channel=channel)
    with transaction() as (session, here):
        known = members.among(session, here, people)
        if len(known) < len(people):
            raise Refusal(fields={"people": WHO})
        giver = actor(session, here)
        where = _place(session, here, channel, now())
        if fields.get("channel") and (where.shared or where.archived):
            raise Refusal(fields={"channel": "Choose one that is not archived, and not shared with another company."})
        shout_out = champions.give(
            session, here, giver, [known[person] for person in people], fields["reason"] or "", value=fields["value"],
            where=where, at=now(),
        )  # fmt: skip
        receipt = _receipt(session, here, shout_out, where, list(known.values()), giver, now())
        outbox.private(session, here, channel, giver.slack_id, "champions.receipt", at=now(), **receipt)
        redraw(session, here, giver)
    ack()


def undo(ack, action, body, meet, actor, transaction, redraw, now):
    """Taken back by its giver or an admin, from the receipt or from Home."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        shout_out = champions.undo(session, here, int(action["value"]), by=person, at=now())
        people = champions.receivers_of(session, here, shout_out)
        if body.get("response_url"):
            outbox.answer(
                session, here, body["response_url"], "champions.undone", at=now(), receivers=people,
                reason=shout_out.reason,
            )  # fmt: skip
        redraw(session, here, person)
    ack()


def post(ack, action, body, meet, actor, transaction, reading, now):
    """Post it after all: the app was invited in the meantime."""
    with reading() as (session, here):
        channel = champions.find(session, here, int(action["value"])).channel
    meet(channel=channel)
    with transaction() as (session, here):
        person = actor(session, here)
        where = _place(session, here, channel, now())
        shout_out = champions.post(session, here, int(action["value"]), by=person, where=where, at=now())
        known = members.among(session, here, champions.receivers_of(session, here, shout_out))
        receipt = _receipt(session, here, shout_out, where, list(known.values()), person, now())
        outbox.answer(session, here, body["response_url"], "champions.receipt", at=now(), **receipt)
    ack()


def quieten(ack, action, body, meet, actor, transaction, now):
    """No more direct messages from this ritual, or again: the switch stands in each message.

    The answer stands beside the message: the thanks in it are not to be written over.
    """
    meet()
    off = action["value"] == "off"
    with transaction() as (session, here):
        members.quieten(session, actor(session, here), "champions", off=off)
        outbox.answer(session, here, body["response_url"], "champions.quietened", at=now(), beside=off, off=off)
    ack()


def _place(session, here, channel, at, called=""):
    """The channel it was typed in. One that Slack told nothing about counts as private; a command says its kind."""
    known = workspaces.channel(session, here, channel)
    if known is None or (called.startswith("mpdm-") and not known.name):
        name = called if called.startswith("mpdm-") else None
        return workspaces.remember_channel(session, here, channel, at=at, name=name, private=True, member=False)
    return known


def _receipt(session, here, shout_out, where, known, giver, at):
    """`known` are at least the receivers."""
    left = champions.allowance(session, here, giver, at=at)
    receivers = champions.receivers_of(session, here, shout_out)
    quiet = {member.slack_id for member in known if "champions" in member.quiet}
    post = outbox.find(session, here, shout_out.letter_id) if shout_out.letter_id else None
    fate = "direct" if where.direct else "shared" if where.shared else "absent"
    return {
        "id": shout_out.id, "receivers": receivers, "told": [who for who in receivers if who not in quiet],
        "value": shout_out.value, "private": shout_out.private, "fate": "posted" if post else fate,
        "channel": shout_out.channel, "target": post.address if post else None, "left": left.left, "of": left.of,
        "bot": here.bot_user,
    }  # fmt: skip
