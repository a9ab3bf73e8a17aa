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
        where = _place(session, here, command["channel_id"], now())
        giver = actor(session, here)
        shout_out = champions.give(
            session, here, giver, [known[person] for person in said.people if person in known],
            grammar.plain(said.reason, names), value=said.value, where=where,
            at=now(), problems=problems, typed=grammar.readable(f"{command['called']} {command['text']}", names),
        )  # fmt: skip
        receipt = _receipt(session, here, shout_out, where, giver, now())
    ack({"response_type": "ephemeral", **render("champions.receipt", receipt)})


def postcard(ack, body, meet, allowed, reading, show):
    """The form, empty: from bare /champion, Home, the shortcut, or a message's button."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "take part")
        values = choices.read(session, here, Choices).values
    channel = body.get("channel_id") or body.get("channel", {}).get("id", "")
    show("champions.postcard", {"values": list(values), "channel": channel})
    ack()


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
        shout_out = champions.give(
            session, here, giver, [known[person] for person in people], grammar.plain(fields["reason"] or "", {}),
            value=fields["value"], where=where, at=now(),
        )  # fmt: skip
        receipt = _receipt(session, here, shout_out, where, giver, now())
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
        receipt = _receipt(session, here, shout_out, where, person, now())
        outbox.answer(session, here, body["response_url"], "champions.receipt", at=now(), **receipt)
    ack()


def quieten(ack, action, body, meet, actor, transaction, now):
    """No more direct messages from this ritual, or again: the switch stands in the message itself."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        members.quieten(session, person, "champions", off=action["value"] == "off")
        outbox.answer(
            session, here, body["response_url"], "champions.quietened", at=now(), off=action["value"] == "off"
        )
    ack()


def _place(session, here, channel, at):
    """The channel it was typed in. One that Slack told nothing about counts as private."""
    known = workspaces.channel(session, here, channel)
    return known or workspaces.remember_channel(session, here, channel, at=at, private=True, member=False)


def _receipt(session, here, shout_out, where, giver, at):
    left = champions.allowance(session, here, giver, at=at)
    return {
        "id": shout_out.id, "receivers": champions.receivers_of(session, here, shout_out), "value": shout_out.value,
        "private": shout_out.private, "posted": shout_out.letter_id is not None,
        "direct": not where.name, "channel": shout_out.channel, "left": left.left, "of": left.of,
        "resets_at": left.resets_at.isoformat(), "zone": members.zone_of(giver, here), "bot": here.bot_user,
    }  # fmt: skip
