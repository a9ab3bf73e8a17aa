"""The buttons of a complaint, and the forms behind them: taken, answered, closed, reopened."""

import json

from handlers import forms
from handlers.complaints.card import follow, where
from models import complaints, members
from models.errors import Refusal

WHO = "Slack would not tell me who that is just now. Please try again in a moment."
YES_NO = {"yes": True, "no": False}


def take(ack, action, body, meet, allowed, transaction, redraw, now):
    """The first to press it has it."""
    _do(complaints.take, ack, action, body, meet, allowed, transaction, redraw, now)


def acknowledge(ack, action, body, meet, allowed, transaction, redraw, now):
    _do(complaints.acknowledge, ack, action, body, meet, allowed, transaction, redraw, now)


def investigate(ack, action, body, meet, allowed, transaction, redraw, now):
    _do(complaints.investigate, ack, action, body, meet, allowed, transaction, redraw, now)


def _do(verb, ack, action, body, meet, allowed, transaction, redraw, now):
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        complaint = verb(session, here, int(action["value"]), by=person, at=now())
        follow(session, here, person, complaint, where(body), now())
        redraw(session, here, person)
    ack()


# --- forms --------------------------------------------------------------------------------------------


def assess(ack, action, body, meet, allowed, reading, show):
    """How bad is it?"""
    with_form = {"severities": [[str(one), label] for one, label in sorted(complaints.SEVERITIES.items())[::-1]]}
    _ask("complaints.assess", ack, action, body, meet, allowed, reading, show, with_form, also=("severity",))


def respond(ack, action, body, meet, allowed, reading, show):
    """What was the customer told?"""
    _ask("complaints.respond", ack, action, body, meet, allowed, reading, show)


def review(ack, action, body, meet, allowed, reading, show):
    """What do we learn from it?"""
    _ask("complaints.review", ack, action, body, meet, allowed, reading, show)


def reopen(ack, action, body, meet, allowed, reading, show):
    """Why isn't it over? Whoever may read it may say so."""
    _ask("complaints.reopen", ack, action, body, meet, allowed, reading, show)


def duplicate(ack, action, body, meet, allowed, reading, show):
    """Which one is it the same as?"""
    _ask("complaints.duplicate", ack, action, body, meet, allowed, reading, show)


def give(ack, action, body, meet, allowed, reading, show):
    """Who looks after it from now on?"""
    _ask("complaints.give", ack, action, body, meet, allowed, reading, show)


def _ask(form, ack, action, body, meet, allowed, reading, show, more=None, also=()):
    """The form of a verb, for somebody who can use it now."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        complaint = _open_to(session, here, person, action, form.partition(".")[2])
        told = {"id": complaint.id, "number": complaint.number, "meta": {"id": complaint.id, **where(body)}}
        told |= {name: getattr(complaint, name) for name in also}
    show(form, {**told, **(more or {})})
    ack()


def _open_to(session, here, person, action, verb):
    complaint = complaints.seen(session, here, person, int(action["value"]))
    if verb not in complaints.offered(session, here, person, complaint):
        raise Refusal(_why_not(session, here, person, complaint))
    return complaint


def _why_not(session, here, person, complaint):
    owner = complaint.owner and members.names(session, here, [complaint.owner])[complaint.owner]
    if complaint.state in complaints.OVER:
        return f"This one is {complaint.state} already."
    if owner and complaint.owner != person.slack_id:
        return f"{owner} has this one: they, the stage's owner and CX leads can do that."
    return "That can't be done with this complaint as it stands now."


def close(ack, action, body, meet, allowed, reading, show):
    """What came of it?"""
    meet()
    with reading() as (session, here):
        complaint = _open_to(session, here, allowed(session, here, "take part"), action, "close")
        form = {
            "id": complaint.id, "number": complaint.number, "given": _given(complaint),
            "outcomes": _as_options(complaints.OUTCOMES), "causes": _as_options(complaints.ROOT_CAUSES),
            "upheld": _as_options(complaints.UPHELD), "meta": {"id": complaint.id, **where(body)},
        }  # fmt: skip
    show("complaints.close", form)
    ack()


def _given(complaint):
    """What was said when it was closed before, and who was thought to be affected when it came in."""
    tell = {True: "yes", False: "no", None: ""}[complaint.will_tell]
    return {
        "outcome": complaint.outcome or "", "upheld": complaint.upheld or "", "cause": complaint.cause or "",
        "note": "", "affected": complaint.affected, "will_tell": tell,
    }  # fmt: skip


def _as_options(words):
    return [[word, word[0].upper() + word[1:]] for word in words]


# --- what was filled in -------------------------------------------------------------------------------


def conclude(ack, view, meet, allowed, transaction, redraw, now):
    """Closed, with its outcome."""
    fields = forms.typed(view)
    closing = complaints.Closing(
        outcome=fields.get("outcome") or "", upheld=fields.get("upheld") or "", cause=fields.get("cause") or "",
        note=fields.get("note") or "", affected=fields.get("affected") or "",
        will_tell=YES_NO.get(fields.get("will_tell") or ""),
    )  # fmt: skip
    _keep(complaints.close, (closing,), ack, view, meet, allowed, transaction, redraw, now)


def rate(ack, view, meet, allowed, transaction, redraw, now):
    """Assessed."""
    fields = forms.typed(view)
    given = int(fields.get("severity") or 0), fields.get("note") or ""
    _keep(complaints.assess, given, ack, view, meet, allowed, transaction, redraw, now)


def answer(ack, view, meet, allowed, transaction, redraw, now):
    """The customer has an answer."""
    _keep(complaints.respond, _note(view), ack, view, meet, allowed, transaction, redraw, now)


def learn(ack, view, meet, allowed, transaction, redraw, now):
    """Reviewed."""
    _keep(complaints.review, _note(view), ack, view, meet, allowed, transaction, redraw, now)


def open_again(ack, view, meet, allowed, transaction, redraw, now):
    """Reopened."""
    _keep(complaints.reopen, _note(view), ack, view, meet, allowed, transaction, redraw, now)


def join(ack, view, meet, allowed, transaction, redraw, now):
    """The same as another one."""
    typed = (forms.typed(view).get("of") or "").strip().lstrip("#")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Refusal(fields={"of": "Write the number of a complaint."})
    _keep(complaints.duplicate, (int(typed),), ack, view, meet, allowed, transaction, redraw, now)


def _note(view):
    return (forms.typed(view).get("note") or "",)


def _keep(verb, given, ack, view, meet, allowed, transaction, redraw, now):
    kept = json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        complaint = verb(session, here, kept["id"], *given, by=person, at=now())
        follow(session, here, person, complaint, kept, now())
        redraw(session, here, person)
    ack()


def hand_over(ack, view, meet, allowed, transaction, redraw, now):
    """Somebody else has it from now on."""
    kept, chosen = json.loads(view["private_metadata"]), forms.typed(view).get("to")
    meet([chosen] if chosen else [])
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        to = members.find(session, here, chosen) if chosen else None
        if to is None:
            raise Refusal(fields={"to": WHO if chosen else "Choose a colleague."})
        complaint = complaints.give(session, here, kept["id"], to, by=person, at=now())
        follow(session, here, person, complaint, kept, now())
        redraw(session, here, person)
    ack()
