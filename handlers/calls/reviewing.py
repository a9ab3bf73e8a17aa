"""The loss review: `/calls pack`, votes on what to take up, what is decided, and the pack as a file to print."""

import json
from datetime import date

from handlers import forms
from models import calls, journey, outbox
from models.calls import review
from models.errors import Refusal


def pack(ack, meet, actor, reading, render, now):
    """`/calls pack`: the newest one, for leaders and CX leads."""
    meet()
    with reading() as (session, here):
        newest = review.newest(session, here, actor(session, here))
        told = review.brief(review.card(session, here, newest, at=now()))
    ack({"response_type": "ephemeral", **render("calls.pack_shown", {"told": told})})


def vote(ack, action, body, meet, actor, transaction, now):
    """One vote a person and reason; pressed again, it is taken back."""
    meet()
    chosen = json.loads(action["value"])
    with transaction() as (session, here):
        person = actor(session, here)
        stands = review.vote(session, here, chosen["pack"], chosen["reason"], by=person, at=now())
        label = journey.reason_labels(session, here).get(chosen["reason"], chosen["reason"])
        told = {"reason": label, "standing": stands}
        outbox.answer(session, here, body["response_url"], "calls.voted", at=now(), beside=True, **told)
    ack()


def decide(ack, action, meet, actor, reading, show):
    """“Record decisions”: the form for one."""
    meet()
    with reading() as (session, here):
        calls.require_leader(session, here, actor(session, here))
        form = _form(session, here, int(action["value"]))
    show("calls.decide", form)
    ack()


def record(ack, view, meet, actor, transaction, render, now):
    """The filled-in form. It comes again, empty, for the next decision."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    owner = fields["owner"] or ""
    meet([owner] if owner else [])
    due = date.fromisoformat(fields["due"]) if fields["due"] else None
    with transaction() as (session, here):
        row = review.decide(
            session, here, kept["pack"], fix=fields["fix"] or "", owner=owner, due=due, reason=fields.get("reason"),
            teams=(fields["teams"] or "").split(","), by=actor(session, here), at=now(),
        )  # fmt: skip
        form = {**_form(session, here, row.pack_id), "said": "Recorded: its owner gets it as a message."}
    ack({"response_action": "update", "view": render("calls.decide", form)})


def _form(session, here, pack_id):
    reasons = [[one.key, one.label] for one in journey.reasons(session, here) if one.key != "unknown"]
    return {"pack": calls.find_pack(session, here, pack_id).id, "reasons": reasons}


def finish(ack, action, body, meet, actor, transaction, now):
    """“Done”, on what its owner was sent, or on a reminder of it."""
    meet()
    with transaction() as (session, here):
        row = review.finish(session, here, int(action["value"]), by=actor(session, here), at=now())
        _retell(session, here, row, body.get("response_url"), now())
    ack()


def _retell(session, here, row, response_url, at):
    """The very message that was pressed: a reminder stands beside the decision's own."""
    if response_url:
        outbox.answer(session, here, response_url, "calls.decided", at=at, **calls.decision_card(session, here, row))


def postpone(ack, action, body, meet, actor, reading, show):
    """“Move”: which day it is to be."""
    meet()
    with reading() as (session, here):
        row = review.find_decision(session, here, int(action["value"]), actor(session, here))
        told = body.get("response_url") or ""
        form = {"decision": row.id, "fix": row.fix, "due": row.due.isoformat(), "told": told}
    if row.done_on is not None:
        raise Refusal("That is done already.")
    show("calls.postpone", form)
    ack()


def put_off(ack, view, meet, actor, transaction, now):
    """The new day."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    due = date.fromisoformat(fields["due"]) if fields["due"] else None
    meet()
    with transaction() as (session, here):
        row = review.postpone(session, here, kept["decision"], due, by=actor(session, here), at=now())
        _retell(session, here, row, kept["told"], now())
    ack()


def paper(ack, action, body, meet, actor, transaction, now):
    """“File to print”, by direct message. Who has it is remembered, so that a withdrawal reaches them."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        review.hand_paper(session, here, int(action["value"]), by=person, at=now())
        outbox.answer(session, here, body["response_url"], "calls.on_its_way", at=now(), beside=True)
    ack()
