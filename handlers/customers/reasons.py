"""Why customers leave, in the company's own terms: what other systems' words mean, and which reasons can be chosen."""

import hashlib
import json

from handlers import forms
from handlers.customers import form
from models import customers, journey, outbox
from models.errors import Refusal

MOST = 25  # words a form


def reasons(ack, command, meet, allowed, reading, render):
    """`/customers reasons`: the words that wait, and the reasons there are."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "look after customers")
        told = _told(session, here)
    ack({"response_type": "ephemeral", **render("customers.reasons", told)})


def _told(session, here):
    waiting = customers.unmapped(session, here)
    active = journey.reasons(session, here)
    every = journey.every_reason(session, here)
    return {
        "waiting": [list(one) for one in waiting[:MOST]], "more": max(0, len(waiting) - MOST),
        "active": [one.label for one in active],
        "mendable": [[one.key, one.label] for one in active if one.key not in journey.ALWAYS],
        "retired": [one.label for key, one in every.items() if key not in {known.key for known in active}],
    }  # fmt: skip


def words(ack, action, body, meet, allowed, reading, show):
    """The form with a choice for each word, the most frequent first."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "look after customers")
        waiting = customers.unmapped(session, here)[:MOST]
        shown = {
            "waiting": [[said, count, _mark(said)] for said, count in waiting], "reasons": form.reasons(session, here),
            "told": body.get("response_url") or "", "beside": action.get("value") == "beside",
        }  # fmt: skip
    if not waiting:
        raise Refusal("No word waits for a meaning just now.")
    show("customers.words", shown)
    ack()


def _mark(said):
    """By which the form remembers a word, however long it is."""
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def map_(ack, view, meet, allowed, transaction, now):
    """What was chosen holds from now on and for the past; a word without a choice goes on waiting."""
    meet()
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    with transaction() as (session, here):
        person = allowed(session, here, "look after customers")
        waiting = {_mark(said): said for said, _ in customers.unmapped(session, here)}
        for number, mark in enumerate(kept["words"]):
            chosen = fields.get(f"word_{number}")
            if chosen and mark in waiting:
                customers.map_to(session, here, waiting[mark], chosen, by=person, at=now())
        if kept["told"]:
            shown = _told(session, here)
            outbox.answer(session, here, kept["told"], "customers.reasons", at=now(), beside=kept["beside"], **shown)
    ack()


def labels(ack, body, meet, allowed, reading, show):
    """The form with the company's own reasons, and those that nobody is to choose any more."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "look after customers")
        every = journey.every_reason(session, here)
        active = {one.key for one in journey.reasons(session, here)}
        shown = {
            "known": [[key, one.label] for key, one in every.items() if key not in journey.ALWAYS],
            "retired": [key for key in every if key not in active],
            "kinds": [[kind, _SAYS[kind]] for kind in _SAYS], "told": body.get("response_url") or "",
            "stages": journey.stage_choices(session, here),
        }  # fmt: skip
    show("customers.labels", shown)
    ack()


_SAYS = {
    journey.CHOSEN: "The customer chose to go", journey.OUTSIDE: "Outside us: closed, moved, bought",
    journey.WE_CHOSE: "We ended it", journey.INVOLUNTARY: "A payment failed",
}  # fmt: skip


def label(ack, view, meet, allowed, transaction, now):
    """Retire some, bring others back, add one."""
    meet()
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    with transaction() as (session, here):
        person = allowed(session, here, "look after customers")
        journey.retire_reasons(session, here, fields.get("retired") or [], by=person.slack_id, at=now())
        if (fields.get("label") or "").strip():
            kind = str(fields["kind"]) if fields.get("kind") in _SAYS else journey.CHOSEN
            stage = fields.get("stage")
            stage = stage if stage in journey.every_stage(session, here) else None
            journey.add_reason(
                session, here, fields["label"], kind=kind, stage=stage, by=person.slack_id, at=now()
            )  # fmt: skip
        if kept["told"]:
            outbox.answer(session, here, kept["told"], "customers.reasons", at=now(), **_told(session, here))
    ack()
