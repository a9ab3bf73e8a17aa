"""`/customers Acme`: the record of one customer, and what can be done about it."""

import json
import re
from datetime import date

from handlers import forms
from handlers.customers import grammar
from models import customers, members, outbox

RECENT = 8  # entries that a record shows
NEAR = 5  # names that are offered where nobody is called what was typed
TURN = re.compile(r"customers\.mark_\w*")  # its buttons stand side by side, so each has an id of its own


def card(ack, command, meet, allowed, reading, render):
    """For those who may see it. Everybody else gets the same kind answer, whether there is such a customer or not."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        typed = grammar.plain(command["text"]).strip("\"“”„«»' ")
        found = customers.called(session, here, person, typed)
        if len(found) == 1:
            answer = "customers.card", shown(session, here, person, found[0])
        elif found or customers.sees_all(session, here, person):
            near = found or customers.look(session, here, person, typed, most=NEAR)
            answer = "customers.several", {"typed": typed, "found": bool(found), "near": _listed(near)}
        else:
            answer = "customers.not_yours", {"typed": typed[:200], "why": customers.KIND_NO}
    ack({"response_type": "ephemeral", **render(*answer)})


def _listed(found):
    return [[one.id, customers.described(one)] for one in found[:20]]


def shown(session, here, person, customer):
    """The record with the names of colleagues, and what this person may do about it."""
    record = customers.card(session, here, person, customer)
    writers = members.names(session, here, {one["by"] for one in record["history"] if one["by"]})
    for one in record["history"]:
        one["by"] = writers.get(one["by"] or "", "")
    return {
        **record, "history": record["history"][:RECENT], "older": max(0, len(record["history"]) - RECENT),
        "zone": here.zone,
        "may": {
            "record": customers.may_record(session, here, person, customer) and not customer.erased_at,
            "lead": customers.leads(session, here, person),
        },
    }  # fmt: skip


def open_(ack, action, body, meet, allowed, transaction, now):
    """One of several, from the list."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        customer = customers.seen(session, here, person, int(action["value"]))
        _answer(session, here, person, customer, body, now())
    ack()


def _answer(session, here, person, customer, body, at):
    if body.get("response_url"):
        record = shown(session, here, person, customer)
        outbox.answer(session, here, body["response_url"], "customers.card", at=at, **record)


def mark(ack, action, body, meet, allowed, transaction, now):
    """Don't contact again, in dispute, deceased, a test: set or lifted."""
    number, what, on = action["value"].split(":")
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        customer = customers.mark(session, here, int(number), what, on=on == "on", by=person, at=now())
        _answer(session, here, person, customer, body, now())
    ack()


def leave_alone(ack, action, body, meet, allowed, transaction, now):
    """From somebody who may see no names: whoever is called so is not contacted again."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        customers.leave_alone(session, here, action["value"], by=person, at=now())
        outbox.answer(session, here, body["response_url"], "customers.left_alone", at=now())
    ack()


def withdraw(ack, action, body, meet, allowed, transaction, rituals, now):
    """Consent is withdrawn: the words go, here and in every ritual that keeps some."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        _elsewhere(session, here, person, rituals, int(action["value"]), body, now())
        customers.withdraw_consent(session, here, int(action["value"]), by=person, at=now())
        outbox.answer(session, here, body["response_url"], "customers.withdrawn", at=now(), id=int(action["value"]))
    ack()


def _elsewhere(session, here, person, rituals, number, body, at):
    """What other rituals keep of a customer's words; each says what it removed, beside the answer."""
    customers.require(session, here, person, customers.find(session, here, number))
    for ritual in rituals.values():
        if hasattr(ritual.rules, "customer_withdrew"):
            template, told = ritual.rules.customer_withdrew(session, here, number, by=person, at=at)
            outbox.answer(session, here, body["response_url"], template, at=at, beside=True, **told)


def erase(ack, action, body, meet, allowed, transaction, rituals, redraw, now):
    """Who they were goes; the counts stay."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "look after customers")
        number = int(action["value"])
        traces = customers.traces(session, here, number)
        _elsewhere(session, here, person, rituals, number, body, now())
        customers.erase(session, here, number, by=person, at=now())
        for ritual in rituals.values():
            if hasattr(ritual.rules, "customer_erased"):
                ritual.rules.customer_erased(session, here, number, traces, at=now())
        outbox.answer(session, here, body["response_url"], "customers.erased", at=now())
        redraw(session, here, person)
    ack()


def details(ack, action, body, meet, allowed, reading, show):
    """The form with what is known of them."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        customer = customers.seen(session, here, person, int(action["value"]))
        values = {
            "name": customer.name, "kind": customer.kind, "segment": customer.segment or "",
            "owner": customer.owner, "since": customer.since and customer.since.isoformat(),
            "contact": customer.contact or "", "phone": customer.phone or "", "email": customer.email or "",
            "may_call": customer.may_call, "doubtful": list(customer.flags),
        }  # fmt: skip
    show("customers.details", {"id": customer.id, "told": body.get("response_url") or "", **values})
    ack()


def amend(ack, view, meet, allowed, transaction, redraw, now):
    """Details put right."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet([fields["owner"]] if fields.get("owner") else [])
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        since = date.fromisoformat(fields["since"]) if fields.get("since") else None
        customer = customers.amend(session, here, kept["id"], {**fields, "since": since}, by=person, at=now())
        if kept["told"] and customers.sees(session, here, person, customer):
            record = shown(session, here, person, customer)
            outbox.answer(session, here, kept["told"], "customers.card", at=now(), **record)
        redraw(session, here, person)
    ack()


def mine(ack, meet, allowed, reading, show):
    """Whom I look after, in a window of its own: no name stands in the Home tab."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        own = _listed(customers.owned(session, here, person.slack_id))
    show("customers.mine", {"own": [line for _, line in own]})
    ack()
