"""The note: written at any time, changed and taken back, from a button, a shortcut, a message or `/becustomer`."""

import json

from handlers import forms
from models import choices, exercises, journey, outbox, workspaces
from models.customers.uploads import SCOPE
from models.errors import Refusal
from models.exercises import library, months, notes, telling
from models.months import written_month

MOST = 100  # entries of a menu
EMPTY = {
    "finished": "", "minutes": "", "effort": "", "stage": "", "best": "", "worst": "", "put_up": "", "link": "",
    "fix": "no", "private": "no", "kept": 0,
}  # fmt: skip
YES_NO = {None: "", True: "yes", False: "no"}


def noting(ack, body, meet, allowed, reading, show):
    """An empty form: from `/becustomer`, Home, the shortcut, or a button that names its month."""
    action = (body.get("actions") or [{}])[0]
    _open(body, meet, allowed, reading, show, month=action.get("value") or "")
    ack()


def pick_up(ack, body, meet, allowed, reading, show):
    """From a message: one's own words are the worst moment; of others' only the link is taken."""
    meet(channel=body["channel"]["id"])
    _open(body, meet, allowed, reading, show, about=body["message"])
    ack()


def _open(body, meet, allowed, reading, show, *, month="", about=None):
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        begun = months.begun(session, here)
        month = month if month in begun else next(iter(begun), "")
        turn = exercises.turn_of(session, here, month, person.slack_id) if month else None
        now = exercises.running(session, here)
        key = turn.key if turn is not None else now.key if now is not None else ""
        given = {**EMPTY, "key": key, "month": month}
        if about:
            given |= _picked(session, here, body, about, person)
        form = _form(session, here, given, months_open=begun)
    show("exercises.noting", {"note": None, **form})


def _picked(session, here, body, about, person):
    """What a message gives. A conversation between a few is nobody else's to know of, not even by its link."""
    place = body["channel"]
    where = workspaces.channel(session, here, place["id"])
    public = where is not None and not where.direct and not workspaces.is_direct(place["id"], place.get("name") or "")
    words = about.get("text", "") if about.get("user") == person.slack_id else ""
    link = here.permalink(place["id"], about["ts"], about.get("thread_ts")) if public else ""
    return {"worst": words[: notes.MOST_WORDS], "link": link or ""}


def _form(session, here, given, *, months_open=()):
    """The fields of the form, as they are known."""
    known = {one.key: one for one in exercises.active(session, here)}
    if given["key"] and given["key"] not in known:
        known[given["key"]] = library.find(session, here, given["key"])
    labels = journey.stage_labels(session, here)
    listed = [[one.key, f"{labels.get(one.stage, one.stage)}: {one.title}"] for one in known.values()][:MOST]
    return {
        "exercises": listed, "months": [[one, written_month(one)] for one in months_open],
        "stages": journey.stage_choices(session, here, given["stage"] or None), "given": given,
        "uploads": SCOPE in here.scopes,
        "posted": bool(choices.read(session, here, exercises.Choices).channels),
    }  # fmt: skip


def editing(ack, action, body, meet, allowed, reading, show):
    """The form with what the note says now: its author's alone."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        note = notes.find(session, here, int(action["value"]))
        if note.member != person.slack_id or note.taken_back_at is not None:
            raise Refusal("Only whoever wrote the note can change it, as long as it stands.")
        given = {
            "key": note.key, "month": note.month, "finished": YES_NO[note.finished], "minutes": str(note.minutes),
            "effort": str(note.effort), "stage": note.stage, "best": note.best, "worst": note.worst,
            "put_up": YES_NO[note.put_up], "link": note.link, "fix": YES_NO[note.fix], "private": YES_NO[note.private],
            "kept": len(note.files),
        }  # fmt: skip
        form = _form(session, here, given)
    show("exercises.noting", {"note": note.id, **form})
    ack()


def write(ack, view, meet, allowed, transaction, render, redraw, now):
    """Kept. Their month counts as done, however late."""
    fields = forms.typed(view)
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        found = _found(fields, month=fields.get("month"))
        note = exercises.write(session, here, found, by=person, at=now())
        told = _noted(session, here, note)
        redraw(session, here, person)
    ack({"response_action": "update", "view": render("exercises.noted", told)})


def correct(ack, view, meet, allowed, transaction, render, redraw, now):
    """Written anew; wherever it is quoted, it follows."""
    fields, note_id = forms.typed(view), json.loads(view["private_metadata"])["note"]
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        kept = notes.find(session, here, note_id).files if fields.get("keep", "yes") != "no" else ()
        note = exercises.correct(session, here, note_id, _found(fields, kept=kept), by=person, at=now())
        told = _noted(session, here, note)
        redraw(session, here, person)
    ack({"response_action": "update", "view": render("exercises.noted", told)})


def _found(fields, *, month=None, kept=()):
    def chosen(name):
        return {"yes": True, "no": False}.get(fields[name])

    minutes = (fields["minutes"] or "").strip()
    return exercises.Found(
        key=fields["key"] or "", finished=chosen("finished"), minutes=int(minutes) if minutes.isdecimal() else None,
        effort=int(fields["effort"]) if (fields["effort"] or "").isdecimal() else None, stage=fields["stage"],
        best=fields["best"] or "", worst=fields["worst"] or "", put_up=chosen("put_up"), link=fields["link"] or "",
        files=(*kept, *(one["id"] for one in fields.get("photos") or [])), fix=bool(chosen("fix")),
        private=bool(chosen("private")), month=month,
    )  # fmt: skip


def _noted(session, here, note):
    own = choices.read(session, here, exercises.Choices)
    (shown,) = telling.shown(session, here, [note])
    return {"note": shown, "posted": bool(own.on and own.talk and own.channels), "time": own.talk_time}


def take_back(ack, action, body, meet, allowed, transaction, redraw, renew, now):
    """A note goes with its words, wherever it stands; what it was pressed on follows."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        exercises.take_back(session, here, int(action["value"]), by=person, at=now())
        if body.get("response_url"):
            outbox.answer(
                session, here, body["response_url"], "exercises.standing", at=now(),
                **exercises.standing(session, here, person, at=now()),
            )  # fmt: skip
        redraw(session, here, person)
    if body.get("view"):
        renew("exercises.taken_back", {})
    ack()
