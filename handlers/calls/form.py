"""The form for what came of a call: what of it is asked, and what was filled in."""

from datetime import date

from models import calls, choices, journey, members
from models.calendar import local_day
from models.calls import Choices, entries

METHOD_WORDS = {
    "on the recording": "On the recording", "spoken": "Spoken, before we began", "e-mail": "By e-mail",
    "page": "On a web page",
}  # fmt: skip
WAY_WORDS = {
    "phone": "By phone", "e-mail": "By e-mail", "message": "By text message or chat", "in person": "In person",
}  # fmt: skip
FIELDS = (
    "outcome", "way", "on", "again_on", "words", "stage", "heard", "open_to_return", "promise", "owner", "due",
    "record", "play", "share", "named", "method", "asked_by", "asked_on", "note", "evidence", "link", "opinion",
)  # fmt: skip
ANSWERS = {"yes": True, "no": False}


def shown(session, here, person, at, *, meta, given, name=None, customer=None):
    """The form's arguments. `meta` says what it is about: {name} or {customer} or {attempt}."""
    labels = journey.reason_labels(session, here)
    every = {one.key: one.label for one in journey.reasons(session, here)}
    also = given.get("heard")
    if also and also not in every:
        every[also] = labels.get(also, also)
    stated = name.reason if name is not None else None
    zone = members.zone_of(person, here)
    filled = {
        "way": calls.WAYS[0],
        "method": "spoken",
        "asked_by": name.leader if name is not None else person.slack_id,
    } | {field: value for field, value in given.items() if value}
    called = entries.named_customer(session, here, name) if name is not None else customer.name or customer.ref
    return {
        "customer": called, "stated": labels.get(stated, stated) if stated and stated != "unknown" else "",
        "edits": "attempt" in meta, "own": "customer" in meta, "today": local_day(at, zone).isoformat(), "meta": meta,
        "given": {field: filled.get(field) or "" for field in FIELDS},
        "stages": journey.stage_choices(session, here, given.get("stage")),
        "reasons": [[key, label] for key, label in every.items() if key != "unknown"],
        "sentence": calls.WORDINGS[calls.WORDING], "months": choices.read(session, here, Choices).consent_months,
        "ways": [[one, WAY_WORDS.get(one, one)] for one in calls.WAYS],
        "methods": [[one, METHOD_WORDS.get(one, one)] for one in calls.METHODS],
    }  # fmt: skip


def told(fields):
    """What a filled-in form says, as the rules take it."""
    outcome = fields.get("outcome") or ""
    way = fields.get("way") or calls.WAYS[0]
    common = {"outcome": outcome, "way": way, "on": _day(fields, "on"), "again_on": _day(fields, "again_on")}
    if outcome != "reached":
        return calls.Told(**common)
    promised = None
    if (fields.get("promise") or "").strip() or fields.get("owner") or fields.get("due"):
        promised = calls.Promised(
            what=fields.get("promise") or "", owner=fields.get("owner") or "", due=_day(fields, "due")
        )
    return calls.Told(
        **common, words=fields.get("words") or "", stage=fields.get("stage"), heard=fields.get("heard"),
        open_to_return=fields.get("open_to_return"), promise=promised, opinion=fields.get("opinion") or "",
        consent=_agreed(fields), link=fields.get("link") or "",
    )  # fmt: skip


def _agreed(fields):
    return calls.Agreed(
        record=ANSWERS.get(fields.get("record")), play=ANSWERS.get(fields.get("play")),
        share=ANSWERS.get(fields.get("share")), named=fields.get("named") == "yes",
        method=fields.get("method") or "spoken", asked_by=fields.get("asked_by") or None,
        asked_on=_day(fields, "asked_on"), note=fields.get("note") or "",
        evidence=fields.get("evidence") or "",
    )  # fmt: skip


def _day(fields, name):
    return date.fromisoformat(fields[name]) if fields.get(name) else None
