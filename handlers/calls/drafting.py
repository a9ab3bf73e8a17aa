"""The month's draft as CX leads look through it: swapped, removed, sent, held; and whom better nobody calls."""

from models import calls
from models.calendar import local_day
from models.calls import ledger, names
from models.errors import Refusal

SHOWN = 20  # delicate customers in one window


def look_through(ack, action, meet, actor, reading, show, now):
    """One leader's names."""
    meet()
    deal, leader = _named(action["value"])
    with reading() as (session, here):
        shown = _page(session, here, actor(session, here), deal, leader, now())
    show("calls.look_through", shown)
    ack()


def leaf(ack, action, meet, actor, reading, renew, now):
    """The next leader's, in the same window."""
    meet()
    deal, leader = _named(action["value"])
    with reading() as (session, here):
        shown = _page(session, here, actor(session, here), deal, leader, now())
    renew("calls.look_through", shown)
    ack()


def _named(value):
    deal, _, leader = value.partition(":")
    return int(deal), leader


def _page(session, here, person, deal, leader, at, said=""):
    calls.require_lead(session, here, person)
    told = calls.draft_card(session, here, ledger.deal_by_id(session, here, deal), at=at)
    every = [one["leader"] for one in told["leaders"]]
    if leader not in every:
        raise Refusal("They are not in this draft any more.")
    place = every.index(leader)
    return {
        "deal": deal, "leader": leader, "names": told["leaders"][place]["names"][:25], "out": told["out"],
        "following": every[place + 1] if place + 1 < len(every) else "", "said": said,
    }  # fmt: skip


def swap(ack, action, meet, actor, transaction, renew, now):
    """Another customer in place of this one, as alike as there is."""
    shown = _change(calls.swap, "Swapped for another one.", action, meet, actor, transaction, now)
    renew("calls.look_through", shown)
    ack()


def remove(ack, action, meet, actor, transaction, renew, now):
    """This customer is not called this month."""
    shown = _change(calls.remove, "Removed: nobody calls them this month.", action, meet, actor, transaction, now)
    renew("calls.look_through", shown)
    ack()


def _change(verb, said, action, meet, actor, transaction, now):
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        name = verb(session, here, int(action["value"]), by=person, at=now())
        session.flush()
        deal = names.deal_of_sheet(session, here, names.sheet_by_id(session, here, name.sheet_id))
        return _page(session, here, person, deal.id, name.leader, now(), said)


def send_now(ack, action, meet, actor, transaction, now):
    """The draft itself says what became of it, in the copies of all CX leads."""
    meet()
    with transaction() as (session, here):
        calls.send_now(session, here, int(action["value"]), by=actor(session, here), at=now())
    ack()


def hold(ack, action, meet, actor, transaction, now):
    """Nothing goes out by itself."""
    meet()
    with transaction() as (session, here):
        calls.hold_deal(session, here, int(action["value"]), by=actor(session, here), at=now())
    ack()


# --- whom better nobody calls ----------------------------------------------------------------------


def delicate(ack, meet, actor, reading, show, now):
    """Customers whose reason speaks of death, courts, lawyers or fraud, in a window."""
    meet()
    with reading() as (session, here):
        shown = _delicate(session, here, actor(session, here), now())
    show("calls.delicate", shown)
    ack()


def _delicate(session, here, person, at):
    found = calls.delicate(session, here, on=local_day(at, here.zone), by=person)
    waiting = [
        {
            "id": one.customer_id,
            "customer": one.name,
            "said": one.said,
            "lost_on": one.lost_on.isoformat() if one.lost_on else None,
        }
        for one in found[:SHOWN]
    ]
    return {"waiting": waiting, "more": max(0, len(found) - SHOWN)}


def clear(ack, action, meet, actor, transaction, renew, now):
    """They may be called, or never; the window shows who is left."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        may = action["action_id"] == "calls.clear_yes"
        calls.clear(session, here, int(action["value"]), may=may, by=person, at=now())
        shown = _delicate(session, here, person, now())
    renew("calls.delicate", shown)
    ack()
