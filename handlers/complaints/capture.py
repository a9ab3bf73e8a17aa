"""Writing a complaint down: by a line, by a form, from a message; and putting it right afterwards."""

import json

from handlers import forms
from handlers.complaints import form, said
from models import complaints, customers, members, outbox, workspaces

MORE_BEHIND_THE_LINK = "…"


def complain(ack, command, meet, allowed, reading, show, now):
    """`/complaint the second invoice in a row is wrong`: the form, with a proposal for where it belongs."""
    text = command.get("text") or ""
    meet(said.mentioned(text), channel=command["channel_id"])
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        words = said.plain(text, members.names(session, here, said.mentioned(text)))
        shown = _fresh(session, here, person, now(), words, channel=command["channel_id"])
    show("complaints.form", shown)
    ack()


def note(ack, body, meet, allowed, reading, show, now):
    """The shortcut *Log customer complaint*, and the button on Home."""
    meet()
    with reading() as (session, here):
        shown = _fresh(session, here, allowed(session, here, "take part"), now(), "")
    show("complaints.form", shown)
    ack()


def log(ack, body, meet, allowed, reading, show, now):
    """From a message, in a thread too, where Slack takes no commands: its text, and a link to it."""
    message, place = body["message"], body.get("channel") or {}
    text = message.get("text") or ""
    meet(said.mentioned(text), channel=place.get("id"))
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        where = workspaces.channel(session, here, place.get("id") or "")
        words = said.plain(text, members.names(session, here, said.mentioned(text)))
        link = here.permalink(place["id"], message["ts"], message.get("thread_ts")) if place.get("id") else None
        shown = _fresh(
            session, here, person, now(), words, channel=place.get("id"), link=link, confided=_confided(where, place)
        )
    show("complaints.form", shown)
    ack()


def _confided(where, place):
    """Whether not everyone here reads that conversation. One that Slack tells nothing about counts as private."""
    few = workspaces.is_direct(place.get("id") or "", place.get("name") or "")
    return few or where is None or where.private or where.direct


def _fresh(session, here, person, at, words, *, channel=None, link=None, confided=False):
    if len(words) > form.MOST_TYPED:
        words = words[: form.MOST_TYPED - 1] + MORE_BEHIND_THE_LINK
    offered = complaints.suggest(session, here, words)
    return form.shown(
        session, here, person, at, suggested=bool(offered.stage or offered.category),
        given={"what": words, "link": link, "stage": offered.stage, "category": offered.category},
        meta={"channel": channel, "confided": confided, "offered": [offered.stage, offered.category]},
    )  # fmt: skip


def suggest(ack, body, meet, allowed, reading, renew, now):
    """Where it probably belongs, from the words that stand in the form now. What was chosen already stays."""
    meet()
    view = body["view"]
    meta, given = json.loads(view["private_metadata"]), forms.typed(view)
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        offered = complaints.suggest(session, here, given.get("what") or "")
        meta |= {"offered": [offered.stage, offered.category], "asked": True}
        given["stage"] = given.get("stage") or offered.stage
        given["category"] = given.get("category") or offered.category
        shown = _again(session, here, person, given, meta, now(), suggested=bool(offered.stage or offered.category))
    renew("complaints.form", shown)
    ack()


def _again(session, here, person, given, meta, at, *, suggested):
    """The form with all that was typed so far."""
    chosen, customer = given.get("customer") or "", None
    if chosen.startswith(form.ID):
        customer = customers.seen(session, here, person, int(chosen.removeprefix(form.ID)))
    else:
        given["called"] = chosen.removeprefix(form.NEW)
    return form.shown(session, here, person, at, given=given, meta=meta, customer=customer, suggested=suggested)


def look(ack, body, reading, actor):
    """The customers to choose from, while somebody types; and what they typed, should it be none of them."""
    typed, options = " ".join((body.get("value") or "").split()), []
    with reading() as (session, here):
        person = actor(session, here)
        found = customers.look(session, here, person, typed, most=customers.MOST - 1) if person.colleague else []
        options = [[f"{form.ID}{one.id}", customers.described(one)] for one in found]
    if typed and person.colleague and typed.casefold() not in {one.name.casefold() for one in found}:
        options.append([f"{form.NEW}{typed[: form.MOST_NAME]}", f"“{typed}”, as you typed it"])
    ack({"options": [_option(*one) for one in options]})


def _option(value, label):
    return {"text": {"type": "plain_text", "text": label if len(label) <= 75 else label[:74] + "…"}, "value": value}


def record(ack, view, meet, allowed, transaction, redraw, now):
    """The filled-in form: a number, and a private confirmation."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        customer, called = form.whom(session, here, person, fields)
        complaint = complaints.record(
            session, here, by=person, at=now(), customer=customer, called=called, private=kept["confided"],
            offered=complaints.Suggestion(*kept["offered"]), **form.told(fields),
        )  # fmt: skip
        told = form.receipt(session, here, complaint)
        if kept.get("channel"):
            outbox.private(session, here, kept["channel"], person.slack_id, "complaints.recorded", at=now(), **told)
        else:
            outbox.dm(session, here, person.slack_id, "complaints.recorded", at=now(), **told)
        if complaint.stage == complaints.UNSURE and complaints.leads(session, here, person):
            redraw(session, here, person)  # nobody else's Home tab tells of it
    ack()
