"""Writing down that a customer was gained or lost: by a line, by a form, and what can be done about it afterwards."""

import json
from datetime import date

from handlers import forms
from handlers.customers import form, grammar
from models import customers, outbox
from models.calendar import local_day
from models.errors import Refusal


def teller(kind):
    """A listener for one verb: `/customers lost …`."""

    def tells(ack, command, meet, allowed, transaction, render, show, now):
        meet()
        shown = None
        with transaction() as (session, here):
            person = allowed(session, here, "take part")
            text = command["text"].partition(" ")[2]
            said = grammar.read(
                text, local_day(now(), here.zone), form.words_for(session, here),
                lambda words: customers.beginning(session, here, person, words),
            )  # fmt: skip
            about = customers.called(session, here, person, said.name)
            if _asks(session, here, person, kind, said, about):
                meta = {"channel": command["channel_id"]}
                fresh = bool(said.name) and not about and customers.sees_all(session, here, person)
                shown = form.entry(session, here, person, kind, now(), said=said, about=about, fresh=fresh, meta=meta)
            else:
                answer = _at_once(session, here, person, kind, said, about, now(), f"{command['called']} {kind} {text}")
        if shown:
            show("customers.entry", shown)
            ack()
        else:
            ack({"response_type": "ephemeral", **render(*answer)})

    return tells


def _asks(session, here, person, kind, said, about):
    """Something is missing, can't be read, or can mean several customers."""
    sees_all = customers.sees_all(session, here, person)
    unclear = not said.name or said.notes or len(about) > 1 or (not about and sees_all)
    return unclear or (kind == "lost" and not said.reason) or (kind in ("grew", "shrank") and said.value is None)


def _at_once(session, here, person, kind, said, about, at, typed):
    told = customers.Told(
        kind=kind, on=said.on or local_day(at, here.zone), value=said.value, currency=said.currency,
        reason=said.reason if kind in form.ASKS_WHY else None, comment=said.comment, referred=said.referred,
    )  # fmt: skip
    try:
        return keep(session, here, person, told, at, customer=about[0] if about else None, name=said.name)
    except Refusal as no:
        raise Refusal(*no.problems, typed=grammar.plain(typed)) from None


def keep(session, here, person, told, at, *, customer, name, new=None):
    """Record it where this person may; else it waits for a CX lead's yes. Gives the template that says so."""
    if customers.may_record(session, here, person, customer) and (customer or new):
        if customer is None:
            customer = customers.take_in(session, here, name, at=at, **new)
        event = customers.record(session, here, customer, told, by=person.slack_id, at=at)
        return "customers.recorded", receipt(session, here, person, customer, event, at, new=bool(new))
    proposal = customers.propose(
        session, here,
        {
            "kind": told.kind, "on": told.on.isoformat(), "value": told.value, "currency": told.currency,
            "reason": told.reason, "comment": told.comment, "referred": told.referred,
            **({"customer": customer.id} if customer else {"name": name}), **_of_new(new),
        },
        by=person, at=at,
    )  # fmt: skip
    return "customers.waits", {"kind": proposal.told["kind"], "on": proposal.told["on"]}


def _of_new(new):
    if not new:
        return {}
    return {"business": new["kind"], "segment": new["segment"], "since": new["since"] and new["since"].isoformat()}


def receipt(session, here, person, customer, event, at, *, new=False, edited=False):
    """What was recorded and what it comes to, for the one who wrote it down."""
    return {
        "id": event.id, "kind": event.kind, "name": customer.name if customers.sees(session, here, person, customer)
        else "", "on": event.on.isoformat(), "today": local_day(at, here.zone).isoformat(),
        "reason": dict(form.reasons(session, here, event.reason)).get(event.reason)
        if event.kind in form.ASKS_WHY and event.reason else None,
        "value": event.value if customers.sees_money(session, here, person) else None, "currency": event.currency,
        "test": customer.test, "new": new, "edited": edited, "week": form.week_of(session, here, at),
    }  # fmt: skip


# --- the form ---------------------------------------------------------------------------------------


def lose(ack, body, meet, allowed, reading, show, now):
    """*Lost customer*: the shortcut, and the button on Home."""
    _open("lost", body, meet, allowed, reading, show, now)
    ack()


def win(ack, body, meet, allowed, reading, show, now):
    """*New customer*: the shortcut, and the button on Home."""
    _open("gained", body, meet, allowed, reading, show, now, fresh=True)
    ack()


def _open(kind, body, meet, allowed, reading, show, now, *, fresh=False, said=None):
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shown = form.entry(
            session, here, person, kind, now(), said=said, fresh=fresh and customers.sees_all(session, here, person)
        )
    show("customers.entry", shown)


def add(ack, action, body, meet, allowed, reading, show, now):
    """Not on the list: somebody new, by the name that was looked for."""
    _open("gained", body, meet, allowed, reading, show, now, fresh=True, said=grammar.Said(name=action["value"]))
    ack()


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


def write(ack, view, meet, allowed, transaction, redraw, render, now):
    """The filled-in form. Where it names several customers, or somebody new, it asks once more."""
    meet()
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    again = None
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        if kept.get("edit"):
            _replace(session, here, person, fields, kept, now())
        else:
            told = form.told(fields, kept)
            customer, name = _whom(session, here, person, fields)
            about = [customer] if customer else customers.called(session, here, person, name)
            unknown = not about and customers.sees_all(session, here, person)
            if len(about) > 1 or (unknown and not kept["fresh"]):
                again = _once_more(session, here, person, fields, kept, told, name, about, now())
            else:
                new = _new(fields) if unknown else None
                _keep(session, here, person, told, kept, about[0] if about else None, name, new, now())
        redraw(session, here, person)
    ack({"response_action": "update", "view": render("customers.entry", again)}) if again else ack()


def _whom(session, here, person, fields):
    """(the customer who was chosen, the name that was typed instead)"""
    chosen = fields.get("customer") or ""
    if chosen.startswith(form.ID):
        customer = customers.seen(session, here, person, int(chosen.removeprefix(form.ID)))
        return customer, customer.name
    return None, " ".join(chosen.removeprefix(form.NEW).split())


def _once_more(session, here, person, fields, kept, told, name, about, at):
    """The same form, with all that was typed, asking which of several it is, or what has to be known of a new one."""
    said = grammar.Said(
        name=name, on=told.on, value=told.value, currency=told.currency, reason=fields.get("reason"),
        comment=told.comment, referred=told.referred,
    )  # fmt: skip
    meta = {key: kept[key] for key in ("channel", "proposal") if key in kept}
    return form.entry(session, here, person, kept["kind"], at, said=said, about=about, fresh=not about, meta=meta)


def _new(fields):
    since = fields.get("since")
    return {
        "kind": fields.get("kind"), "segment": fields.get("segment"),
        "since": date.fromisoformat(since) if since else None,
    }  # fmt: skip


def _keep(session, here, person, told, kept, customer, name, new, at):
    if kept.get("proposal"):
        proposal = customers.proposed(session, here, kept["proposal"], to_change=True)
        if proposal.decided_at is not None:
            return
        if customer is None:
            customer = customers.take_in(session, here, name, at=at, **new)
        event = customers.record(session, here, customer, told, by=proposal.by, at=at)
        customers.settle_with(session, here, proposal, event, by=person, at=at)
        return
    template, said = keep(session, here, person, told, at, customer=customer, name=name, new=new)
    _tell(session, here, person, kept, template, said, at)


def _tell(session, here, person, kept, template, said, at):
    """Beside where the form was opened, or by direct message."""
    if kept.get("channel"):
        outbox.private(session, here, kept["channel"], person.slack_id, template, at=at, **said)
    else:
        outbox.dm(session, here, person.slack_id, template, at=at, **said)


# --- afterwards -------------------------------------------------------------------------------------


def undo(ack, action, body, meet, allowed, transaction, redraw, now):
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        event = customers.take_back(session, here, int(action["value"]), by=person, at=now())
        if body.get("response_url"):
            outbox.answer(
                session, here, body["response_url"], "customers.undone", at=now(), kind=event.kind,
                on=event.on.isoformat(), week=form.week_of(session, here, now()),
            )  # fmt: skip
        redraw(session, here, person)
    ack()


def edit(ack, action, body, meet, allowed, reading, show, now):
    """The entry as it stands, to be put right."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        event, customer = customers.entry_of(session, here, int(action["value"]), by=person)
        customers.require(session, here, person, customer)
        money = customers.sees_money(session, here, person)
        said = grammar.Said(
            name=customer.name, on=event.on, value=event.value if money else None, currency=event.currency,
            reason=event.reason, comment=event.comment, referred=event.referred,
        )  # fmt: skip
        meta = {"edit": event.id, "told": body.get("response_url") or ""}
        shown = form.entry(session, here, person, event.kind, now(), said=said, about=[customer], meta=meta)
    show("customers.entry", shown)
    ack()


def _replace(session, here, person, fields, kept, at):
    event, customer = customers.entry_of(session, here, kept["edit"], by=person)
    hidden = not customers.sees_money(session, here, person)  # then an empty field means: as it was
    told = form.told(fields, kept, keep_value=event.value if hidden else None)
    written = customers.replace(session, here, event.id, told, by=person, at=at)
    if kept["told"]:
        said = receipt(session, here, person, customer, written, at, edited=True)
        outbox.answer(session, here, kept["told"], "customers.recorded", at=at, **said)
