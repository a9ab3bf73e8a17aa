"""Writing down what came of a call: the form follows the outcome, and what was written can be put right."""

import json

from handlers import forms, words
from handlers.calls import form
from models import calls, customers, outbox
from models.calls import entries, glance
from models.errors import Refusal

NEAR = 5


def called(ack, action, body, meet, allowed, reading, show, now):
    """“Called”: the outcome first."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        name = calls.find(session, here, int(action["value"]))
        calls.require_caller(session, here, person, name)
        told = body["response_url"] if (body.get("container") or {}).get("is_ephemeral") else ""
        shown = form.shown(session, here, person, now(), meta={"name": name.id, "told": told}, given={}, name=name)
    show("calls.form", shown)
    ack()


def own(ack, command, meet, allowed, reading, render, show, now):
    """`/calls log Acme`: a call that nobody assigned."""
    meet()
    typed = words.split(command["text"])[1].strip("\"“”„«»' ")
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        found = customers.called(session, here, person, typed)
        shown = _about(session, here, person, found[0], now()) if len(found) == 1 else None
        near = found or (customers.look(session, here, person, typed, most=NEAR) if typed else [])
        listed = [[one.id, customers.described(one)] for one in near[:20]]
    if shown:
        show("calls.form", shown)
        ack()
    else:
        told = {"typed": typed[:200], "found": bool(found), "near": listed}
        ack({"response_type": "ephemeral", **render("calls.which", told)})


def log_this(ack, action, meet, allowed, reading, show, now):
    """One of several of that name."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shown = _about(session, here, person, customers.find(session, here, int(action["value"])), now())
    show("calls.form", shown)
    ack()


def _about(session, here, person, customer, at):
    if not customers.sees(session, here, person, customer):
        raise Refusal(customers.KIND_NO)
    return form.shown(
        session, here, person, at, meta={"customer": customer.id, "told": ""}, given={}, customer=customer
    )


def reshape(ack, body, meet, allowed, reading, renew, now):
    """Another outcome asks for other fields; what was typed stays."""
    meet()
    view = body["view"]
    meta, given = json.loads(view["private_metadata"]), forms.typed(view)
    with reading() as (session, here):
        shown = _again(session, here, allowed(session, here, "take part"), meta, given, now())
    renew("calls.form", shown)
    ack()


def _again(session, here, person, meta, given, at):
    """The form about the same call. What the chosen outcome does not ask for is kept out of sight."""
    if "customer" in meta:
        customer = customers.find(session, here, meta["customer"])
        if not customers.sees(session, here, person, customer):
            raise Refusal(customers.KIND_NO)
        return form.shown(session, here, person, at, meta=meta, given=given, customer=customer)
    number = entries.find_attempt(session, here, meta["attempt"]).name_id if "attempt" in meta else meta["name"]
    name = calls.find(session, here, number)
    calls.require_caller(session, here, person, name)
    return form.shown(session, here, person, at, meta=meta, given=given, name=name)


def log(ack, view, meet, allowed, transaction, render, redraw, now):
    """Kept; the window says what came of it, and the month's message follows."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    _meet(meet, fields)
    told = form.told(fields)
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        if "customer" in kept:
            customer = customers.find(session, here, kept["customer"])
            customers.require(session, here, person, customer)
            logged = calls.log_own(session, here, customer, told, by=person, at=now())
        else:
            logged = calls.log(session, here, kept["name"], told, by=person, at=now())
        if kept["told"]:
            standing = glance.standing(session, here, person, at=now())
            outbox.answer(session, here, kept["told"], "calls.mine", at=now(), **standing)
        shown = _receipt(session, here, person, logged, told, now())
        redraw(session, here, person)
    ack({"response_action": "update", "view": render("calls.logged", shown)})


def _meet(meet, fields):
    meet([one for one in (fields.get("owner"), fields.get("asked_by")) if one])


def _receipt(session, here, person, logged, told, at):
    name = calls.find(session, here, logged.name_id)
    following = calls.find(session, here, logged.next_id) if logged.next_id else None
    sheet = calls.mine(session, here, name.leader, at=at)
    card = calls.month_card(session, here, sheet, at=at) if sheet else {"done": 0, "of": 0}
    heard = logged.conversation
    promise = calls.promise_of(session, here, heard.id) if heard else None
    consent = calls.consent_of(session, here, heard.id) if heard else None
    return {
        "name": name.id, "attempt": logged.attempt.id if logged.attempt else 0, "outcome": told.outcome,
        "customer": entries.named_customer(session, here, name), "spoken": heard is not None,
        "again_on": told.again_on.isoformat() if told.again_on else None,
        "promised": {"owner": promise.owner, "due": promise.due.isoformat()} if promise else None,
        "consent": consent.expires_on.isoformat() if consent else None,
        "next": entries.named_customer(session, here, following) if following else "",
        "done": card["done"], "of": card["of"],
    }  # fmt: skip


# --- afterwards -------------------------------------------------------------------------------------


def correct(ack, action, meet, allowed, reading, show, now):
    """The form with what was written."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        attempt = entries.find_attempt(session, here, int(action["value"]))
        meta = {"attempt": attempt.id, "told": ""}
        shown = _again(session, here, person, meta, entries.as_written(session, here, attempt), now())
    show("calls.form", shown)
    ack()


def amend(ack, view, meet, allowed, transaction, render, redraw, now):
    """Written down anew: what followed from the old entry follows from the new one."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    _meet(meet, fields)
    told = form.told(fields)
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        logged = calls.correct(session, here, kept["attempt"], told, by=person, at=now())
        shown = _receipt(session, here, person, logged, told, now())
        redraw(session, here, person)
    ack({"response_action": "update", "view": render("calls.logged", shown)})


def take_back(ack, action, meet, allowed, transaction, renew, redraw, now):
    """It never happened."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        number = entries.find_attempt(session, here, int(action["value"])).name_id
        calls.take_back(session, here, int(action["value"]), by=person, at=now())
        shown = entries.details(session, here, person, calls.find(session, here, number), at=now())
        redraw(session, here, person)
    renew("calls.details", {**shown, "said": "Taken back: it counts nowhere."})
    ack()
