"""What waits for a CX lead's yes: one press records it, unless it has to be said which customer is meant."""

from datetime import date

from handlers.customers import form, grammar
from models import customers


def accept(ack, action, meet, allowed, transaction, redraw, show, now):
    """Yes. The list that it stands in says so; where several customers have that name, the form asks which."""
    meet()
    asked = None
    with transaction() as (session, here):
        person = allowed(session, here, "look after customers")
        proposal = customers.proposed(session, here, int(action["value"]))
        if proposal.decided_at is None and not customers.clear(session, here, proposal):
            asked = _form(session, here, person, proposal, now())
        else:
            customers.accept(session, here, proposal.id, by=person, at=now())
            redraw(session, here, person)
    if asked:
        show("customers.entry", asked)
    ack()


def decline(ack, action, meet, allowed, transaction, redraw, now):
    """No: it is not recorded, and whoever told it hears so."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "look after customers")
        customers.decline(session, here, int(action["value"]), by=person, at=now())
        redraw(session, here, person)
    ack()


def _form(session, here, person, proposal, at):
    told = proposal.told
    said = grammar.Said(
        name=told.get("name") or "", on=date.fromisoformat(told["on"]), value=told.get("value"),
        currency=told.get("currency"), reason=told.get("reason"), comment=told.get("comment") or "",
        referred=bool(told.get("referred")),
    )  # fmt: skip
    about = customers.meant(session, here, proposal)
    return form.entry(
        session, here, person, told["kind"], at, said=said, about=about, fresh=False, meta={"proposal": proposal.id}
    )
