"""Thanking a Customer Champion: the command, posting it after all, taking it back."""

from dataclasses import dataclass, field
from typing import Any

from handlers.champions import grammar, postcard, receipt
from models import champions, choices, journey, members, outbox, workspaces
from models.champions import Choices

WHO = "Slack would not tell me who that is just now. Please try again in a moment."


@dataclass
class Meant:
    """Whom somebody named: each person once, those of their groups, and what stands against it."""

    people: dict[str, Any] = field(default_factory=dict)
    groups: list[tuple[str, int]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def give(ack, command, meet, actor, transaction, render, show, now):
    """`/champion @ana @ben for … #value`. What is missing is asked for on the postcard; what is wrong is said."""
    text, card = command["text"], None
    met = meet(
        grammar.named(text), channel=command["channel_id"], groups=grammar.groups_named(text), audience=True
    )  # fmt: skip
    with transaction() as (session, here):
        stages = [one.key for one in journey.stages(session, here)] if "#" in text else ()
        said = grammar.read(text, choices.read(session, here, Choices).values, met.groups, stages)
        everybody = [*said.people, *said.mentioned, *(who for group in met.groups.values() for who in group)]
        known = members.among(session, here, everybody)
        names = {slack_id: member.name for slack_id, member in known.items()}
        reason = grammar.plain(said.reason, names)
        where = place(session, here, command["channel_id"], now(), command["channel_name"])
        giver = actor(session, here)
        meant = _meant(said, met.groups, known, giver)
        receivers = list(meant.people.values())
        if _missing(said, meant) and not champions.objections(session, here, giver, receivers, at=now()):
            card = postcard.card(
                session, here, where, people=list(meant.people), reason=reason, value=said.value, stage=said.stage
            )  # fmt: skip
        else:
            shout_out = champions.give(
                session, here, giver, receivers, reason, value=said.value, stage=said.stage, tags=said.tags,
                where=where, readers=met.readers, at=now(), problems=meant.problems,
                typed=grammar.readable(f"{command['called']} {text}", names),
            )  # fmt: skip
            told = receipt.written(session, here, shout_out, where, giver, now(), known=known, groups=meant.groups)
    if card:
        show("champions.postcard", card)
        ack()
    else:
        ack({"response_type": "ephemeral", **render("champions.receipt", told)})


def _meant(said, groups, known, giver):
    """A group stands for its people: the giver, apps and those who left are no part of it."""
    meant = Meant(problems=list(said.problems))
    for person in said.people:
        if person in known:
            meant.people[person] = known[person]
        else:
            meant.problems.append(WHO)
    for key, name in said.groups:
        inside = groups.get(key)
        if inside is None or any(person not in known for person in inside):
            meant.problems.append(
                f"Slack would not tell me who is in {name} just now: try again in a moment, or name the people."
            )
            continue
        thanked = [person for person in inside if known[person].colleague and person != giver.slack_id]
        if not thanked:
            meant.problems.append(f"There is nobody in {name} whom you could thank.")
        meant.people |= {person: known[person] for person in thanked}
        meant.groups.append((name, len(thanked)))
    return meant


def _missing(said, meant):
    """Something was left out, and nothing that was said is wrong."""
    return not meant.problems and not (meant.people and said.reason)


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
        where = place(session, here, channel, now())
        shout_out = champions.post(session, here, int(action["value"]), by=person, where=where, at=now())
        told = receipt.written(session, here, shout_out, where, person, now())
        outbox.answer(session, here, body["response_url"], "champions.receipt", at=now(), **told)
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


def place(session, here, channel, at, called=""):
    """The channel it was typed in. One that Slack told nothing about counts as private; a request says its kind."""
    known = workspaces.channel(session, here, channel)
    few = workspaces.is_direct(channel, called)
    if known is None or (few and not known.direct):
        name = called if few else None
        return workspaces.remember_channel(session, here, channel, at=at, name=name, private=True, member=False)
    return known
