"""The form for a complaint: what of it is known, who will see it, and what was filled in."""

from datetime import date

from models import choices, complaints, customers, journey, members
from models.calendar import local_day
from models.complaints import Choices

ID, NEW = "id:", "new:"  # what a choice in the list of customers stands for
MOST_NAME = 140  # letters of a name that fit into a choice
MOST_TYPED = 3000  # letters that Slack takes in one field
SHOWN = {"what": MOST_TYPED, "affected": 1000}  # letters that the form shows; other systems tell more
RULES = {1: "an annoyance", 2: "real harm to one customer", 3: "they may leave, or lose money",
         4: "safety, privacy, the law, or many customers"}  # fmt: skip
FIELDS = ("what", "stage", "category", "detail", "severity", "source", "teams", "affected", "link", "on")


def shown(session, here, person, at, *, given=None, meta=None, suggested=False, customer=None):
    """The form's arguments. `given` is what is known so far, {field: value}; `meta` what has to be remembered:
    {channel, edit, told, confided, offered, asked (for a suggestion)}."""
    given = {name: value for name, value in (given or {}).items() if value not in (None, "", [])}
    meta = {
        "channel": None, "edit": None, "told": None, "confided": False, "offered": [None, None], "asked": False,
        **(meta or {}),
    }  # fmt: skip
    looks = customers.sees_all(session, here, person) or bool(customers.owned(session, here, person.slack_id, most=1))
    known = journey.every_category(session, here)
    details = known[given["category"]].details if given.get("category") in known else ()
    return {
        "given": {name: given.get(name) or "" for name in FIELDS} | {"teams": given.get("teams") or []},
        "stages": _stages(session, here, given.get("stage")), "categories": _categories(known, given.get("category")),
        "details": [[one.key, one.label] for one in details], "suggested": suggested,
        "severities": [[str(key), f"{label}: {RULES[key]}"] for key, label in complaints.SEVERITIES.items()],
        "sources": [[one, one[:1].upper() + one[1:]] for one in complaints.SOURCES],
        "teams": _teams(session, here, given.get("teams") or []), "looks": looks, "chosen": _chosen(customer, given),
        "called": given.get("called") or "", "today": local_day(at, here.zone).isoformat(), "meta": meta,
        "reads": readers(session, here),
    }  # fmt: skip


def readers(session, here):
    """Who will see it: {channels, confidant}."""
    chosen = choices.read(session, here, Choices)
    trusted = members.find(session, here, chosen.confidant) if chosen.confidant else None
    return {
        "channels": list(chosen.channels) if chosen.on else [],
        "confidant": trusted.name if trusted and trusted.colleague else "",
    }


def stages(session, here):
    """The stages to choose from, each with the customer's own sentence."""
    listed = journey.stages(session, here)
    return [[one.key, f"{one.label} (“{one.says}”)" if one.says else one.label] for one in listed]


def _stages(session, here, also):
    every = journey.stage_labels(session, here)
    listed = [*stages(session, here), [complaints.UNSURE, every[complaints.UNSURE]]]
    if also in every and also not in {key for key, _ in listed}:
        listed.append([also, every[also]])
    return listed


def _categories(known, also):
    return [[one.key, one.label] for one in known.values() if one.retired_at is None or one.key == also]


def _teams(session, here, also):
    return list(dict.fromkeys([*journey.every_team(session, here), *also]))[:100]


def _chosen(customer, given):
    if customer is not None:
        return [f"{ID}{customer.id}", customers.described(customer)]
    if given.get("called"):
        return [f"{NEW}{given['called'][:MOST_NAME]}", f"“{given['called']}”, as you typed it"]
    return None


def told(fields):
    """What a filled-in form says, as `complaints.record` and `complaints.amend` take it, but for the customer."""
    severity = fields.get("severity")
    category, detail = fields.get("category") or "", fields.get("detail")
    return {
        "what": fields.get("what") or "", "stage": fields.get("stage") or "", "category": category,
        "detail": detail if detail and detail.startswith(f"{category}.") else None,
        "severity": int(severity) if severity else None, "source": fields.get("source") or "other",
        "teams": fields.get("teams") or [], "affected": fields.get("affected") or "",
        "link": fields.get("link") or None, "on": date.fromisoformat(fields["on"]) if fields.get("on") else None,
    }  # fmt: skip


def unchanged(complaint, told):
    """What the form could not show whole, and nobody changed: it stays whole."""
    return [
        name
        for name, most in SHOWN.items()
        if len(getattr(complaint, name)) > most and told[name].strip() == getattr(complaint, name)[:most].strip()
    ]


def whom(session, here, person, fields):
    """(the customer, what they were called where nobody was found). A name alone finds exactly one customer or none,
    and says nothing of whether it did to those who may not see customers."""
    chosen = fields.get("customer") or ""
    if chosen.startswith(ID):
        return customers.seen(session, here, person, int(chosen.removeprefix(ID))), ""
    name = " ".join(chosen.removeprefix(NEW).split())
    found = customers.called_anyhow(session, here, name) if name else []
    return (found[0], "") if len(found) == 1 else (None, name)


def receipt(session, here, complaint, *, edited=False):
    """What was written down, for the one who did."""
    return {
        "id": complaint.id, "number": complaint.number,
        "stage": journey.stage_labels(session, here).get(complaint.stage, complaint.stage),
        "category": journey.category_labels(session, here).get(complaint.category, complaint.category),
        "unsure": complaint.stage == complaints.UNSURE, "confided": complaint.confided, "private": complaint.private,
        "restricted": complaint.restricted, "named": complaints.names_of(session, here, complaint), "edited": edited,
        "posted": bool(complaint.letters), **readers(session, here),
    }  # fmt: skip
