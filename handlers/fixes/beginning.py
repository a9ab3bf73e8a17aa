"""*Make this a fix*, the form that begins one, more evidence for one that is under way, and putting it differently."""

import json
from datetime import date
from typing import Any

from handlers import forms
from handlers.fixes import windows
from models import journey
from models.errors import Refusal
from models.fixes import beginning, evidence, glance, telling
from models.fixes.ledger import find

NEW = "new"  # a fix that begins from nothing but somebody's own knowledge
EMPTY: dict[str, Any] = {
    "title": "", "done_means": "", "target": "", "due": "", "owner": None, "teams": [], "other_teams": "",
    "alone": "", "stage": "", "category": "", "moment": "", "sponsor": None,
}  # fmt: skip


def begin(ack, action, meet, allowed, reading, show, now):
    """From a complaint, an alert, a reason for leaving, a call or an exercise: its button carries `complaint:12`, and
    so does each choice of a list."""
    meet()
    of = action["selected_option"]["value"] if "selected_option" in action else action["value"]
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shown = _new(session, here, person, of, now())
    show("fixes.form", shown)
    ack()


def new(ack, meet, allowed, reading, show, now):
    """`/fixes new`: of something that somebody knows without a complaint."""
    meet()
    with reading() as (session, here):
        shown = _new(session, here, allowed(session, here, "take part"), NEW, now())
    show("fixes.form", shown)
    ack()


def _new(session, here, person, of, at):
    piece, same = None, []
    if of and of != NEW:
        kind, record = evidence.parse(of)
        piece = evidence.look(session, here, person, kind, record, at=at)
        same = [[one.id, one.title] for one in evidence.fixes_for(session, here, kind, record)[:3]]
    stage = piece.stage if piece else None
    teams = list(journey.teams_of(session, here, stage)) if stage else []
    given = {**EMPTY, "stage": stage or "", "category": (piece.category if piece else None) or "",
             "sponsor": journey.owner_of(session, here, stage) if stage else None}  # fmt: skip
    if given["sponsor"] == person.slack_id:
        given["sponsor"] = None
    return {
        "meta": {"of": of or NEW}, "given": given, "places": glance.places(session, here),
        "offered": _options(session, here, teams),
        "piece": {"title": piece.title, "words": piece.words} if piece else None,
        "warning": beginning.warning(session, here), "under_way": len(glance.under_way(session, here)), "same": same,
        "fresh": True,
    }  # fmt: skip


def _options(session, here, first):
    """Teams to choose from, those of the stage first."""
    names = dict.fromkeys([*first, *journey.every_team(session, here)])
    return [[name, name] for name in names][:100]


def told(fields):
    """What somebody typed about a fix."""
    return beginning.Told(
        title=fields["title"] or "", done_means=fields["done_means"] or "", target=fields["target"] or "",
        due=date.fromisoformat(fields["due"]) if fields["due"] else None, owner=fields["owner"],
        teams=[*(fields["teams"] or []), fields["other_teams"] or ""], alone=fields["alone"] or "",
        stage=fields["stage"], category=fields["category"], moment=fields.get("moment"), sponsor=fields["sponsor"],
    )  # fmt: skip


def start(ack, view, meet, allowed, transaction, render, redraw, now):
    """It begins. The window becomes the fix itself."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet([one for one in (fields["owner"], fields["sponsor"]) if one])
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        kind, record = evidence.parse(kept["of"]) if kept["of"] != NEW else ("", "")
        fix = beginning.begin(session, here, told(fields), by=person, at=now(), kind=kind, record=record)
        said = "It has begun." if fix.owner == person.slack_id else "It has begun; whoever answers for it hears of it."
        card = {**glance.opened(session, here, person, fix.id, at=now()), "said": said}
        redraw(session, here, person)
    ack({"response_action": "update", "view": render("fixes.card", card)})


# --- more evidence ----------------------------------------------------------------------------------


def attach(ack, action, body, meet, allowed, reading, renew, now):
    """The form becomes a list of the fixes that are under way."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        kind, record = evidence.parse(action["value"])
        piece = evidence.look(session, here, person, kind, record, at=now())
        fixes = [[str(fix.id), f"{fix.number}: {fix.title}"] for fix in glance.under_way(session, here)]
    if not fixes:
        raise Refusal("No fix is under way.")
    form = {
        "meta": {"of": action["value"]}, "piece": {"title": piece.title, "words": piece.words}, "fixes": fixes,
    }  # fmt: skip
    renew("fixes.attach", form)
    ack()


def link(ack, view, meet, allowed, transaction, render, now):
    """One more piece of evidence."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        if not fields["fix"]:
            raise Refusal(fields={"fix": "Choose a fix."})
        fix = find(session, here, int(fields["fix"]), to_change=True)
        added = evidence.add(session, here, fix, *evidence.parse(kept["of"]), by=person, at=now())
        telling.retell(session, here, fix, at=now())
        card = {
            **glance.opened(session, here, person, fix.id, at=now()),
            "said": "Added." if added else "It was there already.",
        }  # fmt: skip
    ack({"response_action": "update", "view": render("fixes.card", card)})


def unlink(ack, action, meet, allowed, transaction, renew, now):
    """It was no evidence for this fix after all."""
    meet()
    number, _, piece = action["value"].partition(":")
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        fix = beginning.theirs(session, here, int(number), person)
        evidence.unlink(session, here, fix, int(piece))
        telling.retell(session, here, fix, at=now())
        card = {**glance.opened(session, here, person, fix.id, at=now()), "said": "Unlinked."}
    renew("fixes.card", card)
    ack()


# --- putting it differently -------------------------------------------------------------------------


def edit(ack, action, body, meet, allowed, reading, show):
    """The form as it was filled in."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        fix = find(session, here, windows.of(action))
        if not beginning.steers(session, here, person, fix):
            raise Refusal(beginning.MAY_NOT)
        shown = _written(session, here, fix, windows.meta(body, action))
    show("fixes.form", shown)
    ack()


def _written(session, here, fix, meta):
    options = _options(session, here, journey.teams_of(session, here, fix.stage))
    known = {name for name, _ in options}
    given = {
        **{name: getattr(fix, name) or "" for name in ("title", "done_means", "target", "alone", "stage", "category",
                                                        "moment")},
        "due": fix.due.isoformat(), "owner": fix.owner, "sponsor": fix.sponsor,
        "teams": [one for one in fix.teams if one in known],
        "other_teams": ", ".join(one for one in fix.teams if one not in known),
    }  # fmt: skip
    return {
        "meta": meta, "given": given, "places": _with_retired(session, here, fix), "offered": options, "piece": None,
        "warning": "", "under_way": 0, "same": [], "fresh": False,
    }  # fmt: skip


def _with_retired(session, here, fix):
    """What can be chosen, with the label that this fix has though it was retired since."""
    places = glance.places(session, here)
    for field, names, labels in (
        ("stage", "stages", journey.stage_labels), ("category", "categories", journey.category_labels),
        ("moment", "moments", journey.moment_labels),
    ):  # fmt: skip
        key = getattr(fix, field)
        if key and key not in {one for one, _ in places[names]}:
            places[names].append([key, labels(session, here).get(key, key)])
    return places


def amend(ack, view, meet, allowed, transaction, render, redraw, now):
    """Put differently."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet([one for one in (fields["owner"], fields["sponsor"]) if one])
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        beginning.edit(session, here, kept["fix"], told(fields), by=person, at=now())
        card = windows.follow(session, here, person, kept, now(), "Saved.")
        redraw(session, here, person)
    windows.close(ack, render, card)
