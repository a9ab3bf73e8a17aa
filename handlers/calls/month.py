"""A leader's list: what stands on it, its details, and what can be done with a customer but calling them."""

import json
from datetime import date, timedelta

from handlers import forms
from models import calls, customers, members, outbox
from models.calendar import local_day
from models.calls import entries, glance
from models.errors import Refusal

A_WEEK = timedelta(days=7)
WHO = "Slack would not tell me who that is just now. Please try again in a moment."


def mine(ack, meet, allowed, reading, render, now):
    """`/calls`: one's own list, what one promised, whom one helps."""
    meet()
    with reading() as (session, here):
        told = glance.standing(session, here, allowed(session, here, "take part"), at=now())
    ack({"response_type": "ephemeral", **render("calls.mine", told)})


def show(ack, action, meet, allowed, reading, show, now):
    """A list in a window: one's own, or that of a leader whom one helps."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shown = listed(session, here, person, action.get("value") or person.slack_id, now())
    show("calls.listed", shown)
    ack()


def listed(session, here, person, leader, at):
    if not calls.acts_for(session, here, person, leader):
        raise Refusal("Only they themselves, their assistant and CX leads can see this list.")
    sheet = glance.shown(calls.mine(session, here, leader, at=at), at=at)
    if sheet is None:
        raise Refusal("Nobody is on this list just now: names come at the beginning of each month.")
    other = "" if leader == person.slack_id else members.names(session, here, [leader])[leader]
    return {"name": other, "card": calls.month_card(session, here, sheet, at=at)}


def retell(session, here, person, leader, body, at):
    """What stands where it was pressed follows: the line that only this person sees, or the window (as arguments)."""
    _follow(session, here, person, _line(body), at)
    return listed(session, here, person, leader, at) if (body.get("view") or {}).get("type") == "modal" else None


def _follow(session, here, person, line, at):
    if line:
        outbox.answer(session, here, line, "calls.mine", at=at, **glance.standing(session, here, person, at=at))


def details(ack, action, meet, allowed, reading, show, now):
    """All that the caller may know, and what was written down."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        name = calls.find(session, here, int(action["value"]))
        shown = entries.details(session, here, person, name, at=now())
    show("calls.details", shown)
    ack()


def connect(ack, action, meet, allowed, transaction, renew, now):
    """Without a number: the owner is asked."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        calls.connect(session, here, int(action["value"]), by=person, at=now())
        shown = entries.details(session, here, person, calls.find(session, here, int(action["value"])), at=now())
    renew("calls.details", {**shown, "said": "Asked: they get a direct message."})
    ack()


# --- not calling ------------------------------------------------------------------------------------


def not_yet(ack, action, body, meet, allowed, reading, show, now):
    """When to come up again."""
    meet()
    with reading() as (session, here):
        name = _open(session, here, allowed(session, here, "take part"), int(action["value"]))
        again = local_day(now(), here.zone) + A_WEEK
        form = {
            "name": name.id, "customer": entries.named_customer(session, here, name), "again_on": again.isoformat(),
            "told": _line(body),
        }  # fmt: skip
    show("calls.not_yet", form)
    ack()


def _line(body):
    """Where the line that only this person sees can be told anew; empty where something else was pressed."""
    return body["response_url"] if (body.get("container") or {}).get("is_ephemeral") else ""


def _open(session, here, person, number):
    name = calls.find(session, here, number)
    calls.require_caller(session, here, person, name)
    if not name.holding:
        raise Refusal("This customer is not on the list any more.")
    return name


def snooze(ack, view, meet, allowed, transaction, redraw, now):
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        if not fields["again_on"]:
            raise Refusal(fields={"again_on": "Choose a day."})
        calls.snooze(session, here, kept["name"], date.fromisoformat(fields["again_on"]), by=person, at=now())
        _follow(session, here, person, kept["told"], now())
        redraw(session, here, person)
    ack({"response_action": "clear"})


def pass_over(ack, action, body, meet, allowed, reading, show):
    """To whom? The customer's owner stands in the form, where there is one."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        name = _open(session, here, person, int(action["value"]))
        owner = customers.find(session, here, name.customer_id).owner
        form = {
            "name": name.id, "customer": entries.named_customer(session, here, name),
            "owner": owner if owner != name.leader else None, "told": _line(body),
        }  # fmt: skip
    show("calls.pass_over", form)
    ack()


def hand_over(ack, view, meet, allowed, transaction, redraw, now):
    """They get the customer on their list, and the giver the next one."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    chosen = [fields["to"]] if fields["to"] else []
    meet(chosen)
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        to = members.find(session, here, chosen[0]) if chosen else None
        if to is None:
            raise Refusal(fields={"to": WHO if chosen else "Choose a colleague."})
        calls.hand_over(session, here, kept["name"], to, by=person, at=now())
        _follow(session, here, person, kept["told"], now())
        redraw(session, here, person)
    ack({"response_action": "clear"})


def another(ack, action, body, meet, allowed, transaction, renew, redraw, now):
    """This one goes back, the next one comes."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        leader = calls.find(session, here, int(action["value"])).leader
        calls.another(session, here, int(action["value"]), by=person, at=now())
        window = retell(session, here, person, leader, body, now())
        redraw(session, here, person)
    if window:
        renew("calls.listed", window)
    ack()
