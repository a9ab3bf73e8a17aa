"""How a fix stands, as its owner says it: moved, no change, blocked, done, given up, open again; what is decided."""

import json
from datetime import date

from handlers import forms
from handlers.fixes import windows
from models import choices
from models.calendar import local_day
from models.errors import Refusal
from models.fixes import beginning, glance, progress, roadblocks, telling
from models.fixes.ledger import ASKS, Choices, find


def _form(ack, action, body, meet, allowed, reading, show, now, template, more=lambda session, here, fix: {}):
    """Open a form about a fix, for those who may change it."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        fix = find(session, here, windows.of(action))
        if not beginning.steers(session, here, person, fix):
            raise Refusal(beginning.MAY_NOT)
        told = telling.card(session, here, fix, on=local_day(now(), here.zone))
        shown = {"meta": windows.meta(body, action), "told": told, **more(session, here, fix)}
    show(template, shown)
    ack()


def _filled(view):
    return forms.typed(view), json.loads(view["private_metadata"])


def _kept(ack, kept, meet, allowed, transaction, render, redraw, now, act, said):
    """Do what a form asks for, and let everything that shows the fix follow."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        act(session, here, person)
        card = windows.follow(session, here, person, kept, now(), said)
        redraw(session, here, person)
    windows.close(ack, render, card)


def _pressed(ack, action, body, meet, allowed, transaction, renew, show, redraw, now, act, said):
    """Do what a button asks for. In a window the card follows; in the message that asked, that message."""
    meet()
    kept = windows.meta(body, action)
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        act(session, here, person)
        card = windows.follow(session, here, person, {**kept, "under": ""}, now(), said)
        redraw(session, here, person)
    if kept["under"]:
        renew("fixes.card", card)
    elif not kept["told"]:
        show("fixes.card", card)
    ack()


# --- progress ---------------------------------------------------------------------------------------


def moved(ack, action, body, meet, allowed, reading, show, now):
    """The form for a line of what changed."""
    _form(ack, action, body, meet, allowed, reading, show, now, "fixes.moving")


def move(ack, view, meet, allowed, transaction, render, redraw, now):
    fields, kept = _filled(view)

    def act(session, here, person):
        progress.move(session, here, kept["fix"], fields["changed"] or "", by=person, at=now())

    _kept(ack, kept, meet, allowed, transaction, render, redraw, now, act, "Written down.")


def no_change(ack, action, body, meet, allowed, transaction, renew, show, redraw, now):
    """Also an answer."""

    def act(session, here, person):
        progress.keep_still(session, here, windows.of(action), by=person, at=now())

    _pressed(
        ack, action, body, meet, allowed, transaction, renew, show, redraw, now, act, "Written down: no change."
    )  # fmt: skip


def done(ack, action, body, meet, allowed, reading, show, now):
    """The form: what is different now, and where the number stands."""

    def more(session, here, fix):
        days = choices.read(session, here, Choices).check_days
        return {"today": local_day(now(), here.zone).isoformat(), "days": days}

    _form(ack, action, body, meet, allowed, reading, show, now, "fixes.finishing", more)


def finish(ack, view, meet, allowed, transaction, render, redraw, now):
    """Done: the check begins, and everybody who reported it hears of it."""
    fields, kept = _filled(view)

    def act(session, here, person):
        on = date.fromisoformat(fields["on"]) if fields["on"] else None
        progress.finish(
            session, here, kept["fix"], changed=fields["changed"] or "", reached=fields["reached"] or "", on=on,
            by=person, at=now(),
        )  # fmt: skip

    _kept(
        ack, kept, meet, allowed, transaction, render, redraw, now, act,
        "Well done. Everybody who reported it hears what changed.",
    )  # fmt: skip


def stop(ack, action, body, meet, allowed, reading, show, now):
    """The form for why it is given up."""
    _form(ack, action, body, meet, allowed, reading, show, now, "fixes.giving_up")


def drop(ack, view, meet, allowed, transaction, render, redraw, now):
    fields, kept = _filled(view)

    def act(session, here, person):
        progress.stop(session, here, kept["fix"], fields["why"] or "", by=person, at=now())

    _kept(ack, kept, meet, allowed, transaction, render, redraw, now, act, "Given up. It can be reopened.")


def reopen(ack, action, body, meet, allowed, transaction, renew, show, redraw, now):
    def act(session, here, person):
        progress.reopen(session, here, windows.of(action), by=person, at=now())

    _pressed(ack, action, body, meet, allowed, transaction, renew, show, redraw, now, act, "It is open again.")


# --- roadblocks -------------------------------------------------------------------------------------


def blocked(ack, action, body, meet, allowed, reading, show, now):
    """The form: what is in the way, and the decision that is needed."""

    def more(session, here, fix):
        days = choices.read(session, here, Choices).decide_days
        return {"sponsor": fix.sponsor, "needs": [[key, label] for key, label in ASKS.items()], "days": days}

    _form(ack, action, body, meet, allowed, reading, show, now, "fixes.blocking", more)


def block(ack, view, meet, allowed, transaction, render, redraw, now):
    fields, kept = _filled(view)

    def act(session, here, person):
        roadblocks.block(
            session, here, kept["fix"], what=fields["what"] or "", needs=fields["needs"] or "",
            decision=fields["decision"] or "", sponsor=fields["sponsor"], by=person, at=now(),
        )  # fmt: skip

    def meet_sponsor():
        meet([fields["sponsor"]] if fields["sponsor"] else [])

    _kept(ack, kept, meet_sponsor, allowed, transaction, render, redraw, now, act, "Asked for a decision.")


def unblock(ack, action, body, meet, allowed, transaction, renew, show, redraw, now):
    """The way is free without a decision."""

    def act(session, here, person):
        roadblocks.unblock(session, here, windows.of(action), by=person, at=now())

    _pressed(ack, action, body, meet, allowed, transaction, renew, show, redraw, now, act, "The way is free again.")


def answer(ack, action, body, meet, allowed, reading, show):
    """The sponsor's form."""
    meet()
    view = body.get("view") or {}
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        row = roadblocks.to_decide(session, here, int(action["value"]), person, to_change=False)
        shown = {
            "meta": {
                "roadblock": row.id, "fix": row.fix_id, "under": view["id"] if view.get("type") == "modal" else "",
            },
            "roadblock": roadblocks.told(session, here, row),
        }  # fmt: skip
    show("fixes.deciding", shown)
    ack()


def decide(ack, view, meet, allowed, transaction, render, redraw, now):
    """Decided or refused, in words."""
    fields, kept = _filled(view)

    def act(session, here, person):
        outcome, words = fields["outcome"] or "", fields["answer"] or ""
        roadblocks.decide(session, here, kept["roadblock"], outcome, words, by=person, at=now())

    _kept(ack, kept, meet, allowed, transaction, render, redraw, now, act, "Decided. The team hears of it.")


# --- to look at -------------------------------------------------------------------------------------


def look(ack, action, meet, allowed, reading, show, now):
    """One fix with all that happened."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        card = glance.opened(session, here, person, windows.of(action), at=now())
    show("fixes.card", card)
    ack()
