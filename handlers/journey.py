"""The customer's journey in the company's own words: stages, moments of truth and categories, in one window."""

import json
from collections.abc import Mapping
from typing import Any

from handlers import forms
from models import journey, members
from models.journey import About

PAGES = {journey.STAGE: "journey.stages", journey.MOMENT: "journey.moments", journey.CATEGORY: "journey.categories"}
FORMS = {journey.STAGE: "journey.stage", journey.MOMENT: "journey.moment", journey.CATEGORY: "journey.category"}

MOST = 100  # what Slack takes in a menu


def register(app, rituals):
    app.action("journey.open")(open_)
    app.action("journey.turn")(turn)
    app.action("journey.write")(write)
    app.action("journey.thin")(thin)
    app.view("journey.keep")(keep)
    app.view("journey.retire")(retire)


def open_(ack, meet, allowed, reading, show):
    """The stages: who answers for each, and which teams touch it."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "change settings")
        page = _page(session, here, journey.STAGE)
    show(*page)
    ack()


def turn(ack, action, meet, allowed, reading, renew):
    """Another page in the same window."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "change settings")
        page = _page(session, here, _family(action["value"]))
    renew(*page)
    ack()


def write(ack, action, meet, allowed, reading, renew):
    """The form of one entry; without a key, of a new one."""
    meet()
    family, _, key = action["value"].partition(" ")
    with reading() as (session, here):
        allowed(session, here, "change settings")
        form = _form(session, here, _family(family), key)
    renew(*form)
    ack()


def keep(ack, view, meet, allowed, transaction, render, now):
    """What was written holds from now on; the page it belongs to comes back."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet([fields["owner"]] if fields.get("owner") else [])
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        family, about = _family(kept["family"]), _about(kept, fields)
        told = {"by": person.slack_id, "at": now()}
        if kept["key"]:
            key = kept["key"]
            journey.reword(session, here, family, key, fields.get("label") or "", about=about, **told)
        else:
            after = fields.get("after")
            key = journey.add(session, here, family, fields.get("label") or "", about=about, after=after, **told)
        if family == journey.STAGE:
            owner, teams = fields.get("owner") or None, (fields.get("teams") or "").split(",")
            journey.entrust(session, here, key, owner=owner, teams=teams, **told)
        if family == journey.CATEGORY:
            journey.set_details(session, here, key, (fields.get("details") or "").splitlines(), **told)
        page = _page(session, here, family)
    ack({"response_action": "update", "view": render(*page)})


def thin(ack, action, meet, allowed, reading, renew):
    """Which entries nobody is to choose any more."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "change settings")
        family = _family(action["value"])
        every = _offered(session, here, family)
        shown = {
            "family": family, "known": [[one.key, one.label] for one in every],
            "retired": [one.key for one in every if one.retired_at is not None],
        }  # fmt: skip
    renew("journey.thinning", shown)
    ack()


def retire(ack, view, meet, allowed, transaction, render, now):
    meet()
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        family = _family(kept["family"])
        among = [one.key for one in _offered(session, here, family)]
        gone = fields.get("retired") or []
        journey.retire(session, here, family, gone, by=person.slack_id, at=now(), among=among)
        page = _page(session, here, family)
    ack({"response_action": "update", "view": render(*page)})


# --- what the pages show ----------------------------------------------------------------------------


def _offered(session: Any, here: Any, family: str) -> list[Any]:
    """As many as a menu takes: those that can be chosen now, then those that were retired last."""
    every = list(journey.entries(session, here, family).values())
    now = [one for one in every if one.retired_at is None]
    gone = sorted(
        (one for one in every if one.retired_at is not None), key=lambda one: str(one.retired_at), reverse=True
    )
    return [*now, *gone][:MOST]


def _family(named: str) -> str:
    return named if named in PAGES else journey.STAGE


def _page(session: Any, here: Any, family: str) -> tuple[str, dict[str, Any]]:
    shown = {journey.STAGE: _stages, journey.MOMENT: _moments, journey.CATEGORY: _categories}
    return PAGES[family], shown[family](session, here)


def _stages(session: Any, here: Any) -> dict[str, Any]:
    owners = {one.key: journey.owner_of(session, here, one.key) for one in journey.stages(session, here)}
    counts = [one.stage for one in journey.moments(session, here)]
    return {
        "stages": [
            {
                "key": one.key, "label": one.label, "says": one.says, "owner": owners[one.key],
                "teams": list(journey.teams_of(session, here, one.key)), "moments": counts.count(one.key),
            }
            for one in journey.stages(session, here)
        ],
        "retired": _retired(session, here, journey.STAGE),
    }  # fmt: skip


def _moments(session: Any, here: Any) -> dict[str, Any]:
    known = journey.moments(session, here)
    return {
        "stages": [
            [one.label, [vars(each) for each in known if each.stage == one.key]]
            for one in journey.every_stage(session, here).values()
            if any(each.stage == one.key for each in known)
        ],
        "count": len(known), "warning": journey.moments_warning(len(known)),
        "retired": _retired(session, here, journey.MOMENT),
    }  # fmt: skip


def _categories(session: Any, here: Any) -> dict[str, Any]:
    known = journey.categories(session, here)
    return {
        "categories": [
            {"key": one.key, "label": one.label, "details": [each.label for each in one.details]} for one in known
        ],
        "warning": journey.categories_warning(len(known)), "retired": _retired(session, here, journey.CATEGORY),
    }  # fmt: skip


def _retired(session: Any, here: Any, family: str) -> list[str]:
    entries = journey.entries(session, here, family).values()
    return [one.label for one in entries if one.retired_at is not None]


def _form(session: Any, here: Any, family: str, key: str) -> tuple[str, dict[str, Any]]:
    entry = journey.entries(session, here, family).get(key)
    now = [[one.key, one.label] for one in journey.stages(session, here)]
    shown: dict[str, Any] = {
        "key": key if entry else "", "label": entry.label if entry else "", "says": entry.says if entry else "",
    }  # fmt: skip
    if family == journey.STAGE:
        teams = journey.keepers(session, here).get(key)
        owner = journey.owner_of(session, here, key)
        known = members.find(session, here, owner) if owner else None
        shown |= {
            "owner": owner if known is None or known.colleague else None, "teams": list(teams.teams) if teams else [],
            "usual": list(journey.teams_of(session, here, key)), "others": [] if entry else now,
        }  # fmt: skip
    elif family == journey.MOMENT:
        shown |= {
            "stages": now, "stage": entry.parent if entry else "", "kind": entry.kind if entry else journey.OBVIOUS,
            "better": entry.better if entry else journey.UP,
        }  # fmt: skip
    else:
        found = journey.every_category(session, here).get(key)
        shown["details"] = [one.label for one in found.details] if found else []
        del shown["says"]
    return FORMS[family], shown


def _about(kept: Mapping[str, Any], fields: Mapping[str, Any]) -> About:
    if kept["family"] == journey.MOMENT:
        kind = fields["kind"] if fields.get("kind") in journey.KINDS else journey.OBVIOUS
        better = journey.DOWN if fields.get("better") == journey.DOWN else journey.UP
        return About(says=fields.get("says") or "", parent=fields.get("stage") or "", kind=kind, better=better)
    return About(says=fields.get("says") or "")
