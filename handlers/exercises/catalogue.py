"""What there is to do as a customer: looked at by everyone, added to, made safe and retired by CX leads."""

import json

from handlers import forms
from models import exercises, journey, members, rights
from models.calendar import local_day
from models.errors import Refusal
from models.exercises import library, turns
from models.exercises.catalogue import BY_KEY

MOST = 20  # exercises in one window
UNKNOWN = "Slack would not tell me who that is just now. Please try again in a moment."
EMPTY = {
    "title": "", "stage": "", "steps": "", "test": "", "cost": "", "takes_time": False, "needs_route": False,
    "route": "", "team_lead": None,
}  # fmt: skip


def catalogue(ack, meet, allowed, reading, render):
    """`/becustomer list`: by stage."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        known = exercises.active(session, here)
        told = {
            "stages": [
                [stage.key, stage.label, stage.says,
                 [[one.title, bool(exercises.why_off(one))] for one in known if one.stage == stage.key]]
                for stage in journey.stages(session, here)
            ],
            "lead": rights.may(session, here, person, exercises.ACT),
        }  # fmt: skip
    ack({"response_type": "ephemeral", **render("exercises.catalogue", told)})


def stage(ack, action, meet, allowed, reading, show):
    """One stage in full."""
    meet()
    with reading() as (session, here):
        shown = _stage(session, here, allowed(session, here, "take part"), action["value"])
    show("exercises.stage", shown)
    ack()


def _stage(session, here, person, key):
    lead = rights.may(session, here, person, exercises.ACT)
    active = {one.key for one in exercises.active(session, here)}
    found = [one for one in exercises.every(session, here).values() if one.stage == key and (lead or one.key in active)]
    entries = [
        {
            "key": one.key, "off": " ".join(exercises.why_off(one)), "retired": one.key not in active,
            "own": one.key not in BY_KEY,
            **{name: value for name, value in turns.told(session, here, one).items() if name != "stage"},
        }
        for one in found[:MOST]
    ]  # fmt: skip
    return {
        "label": journey.stage_labels(session, here).get(key, ""),
        "entries": entries, "more": max(0, len(found) - MOST), "lead": lead,
    }  # fmt: skip


def retire(ack, action, meet, allowed, transaction, renew, now):
    """Nobody is asked to do it any more."""
    shown = _change(exercises.retire, action, meet, allowed, transaction, now)
    renew("exercises.stage", shown)
    ack()


def bring_back(ack, action, meet, allowed, transaction, renew, now):
    """It can be chosen again."""
    shown = _change(exercises.bring_back, action, meet, allowed, transaction, now)
    renew("exercises.stage", shown)
    ack()


def _change(verb, action, meet, allowed, transaction, now):
    meet()
    with transaction() as (session, here):
        lead = allowed(session, here, exercises.ACT)
        verb(session, here, action["value"], by=lead, at=now())
        return _stage(session, here, lead, library.find(session, here, action["value"]).stage)


# --- own ones --------------------------------------------------------------------------------------


def adding(ack, meet, allowed, reading, show):
    """An empty form."""
    meet()
    with reading() as (session, here):
        allowed(session, here, exercises.ACT)
        stages = journey.stage_choices(session, here)
    show("exercises.adding", {"key": "", "stages": stages, "given": EMPTY})
    ack()


def changing(ack, action, meet, allowed, reading, show):
    """The form with what it says now."""
    meet()
    with reading() as (session, here):
        allowed(session, here, exercises.ACT)
        one = library.find(session, here, action["value"])
        given = {name: getattr(one, name) for name in EMPTY} | {"steps": "\n".join(one.steps)}
        stages = journey.stage_choices(session, here, one.stage)
    show("exercises.adding", {"key": one.key, "stages": stages, "given": given})
    ack()


def add(ack, view, meet, allowed, transaction, now):
    _keep(view, meet, allowed, transaction, now)
    ack({"response_action": "clear"})


def change(ack, view, meet, allowed, transaction, now):
    _keep(view, meet, allowed, transaction, now)
    ack({"response_action": "clear"})


def _keep(view, meet, allowed, transaction, now):
    """Written down, or every problem beside its field."""
    fields, key = forms.typed(view), json.loads(view["private_metadata"])["key"]
    meet([fields["team_lead"]] if fields["team_lead"] else [])
    with transaction() as (session, here):
        lead = allowed(session, here, exercises.ACT)
        told = exercises.Described(
            title=fields["title"] or "", stage=fields["stage"], steps=fields["steps"] or "", test=fields["test"] or "",
            cost=fields["cost"] or "", takes_time=fields["takes_time"] == "yes",
            needs_route=fields["needs_route"] == "yes", route=fields["route"] or "",
            team_lead=_colleague(session, here, fields["team_lead"]),
        )  # fmt: skip
        if key:
            exercises.change(session, here, key, told, by=lead, at=now())
        else:
            exercises.add(session, here, told, by=lead, at=now())


def _colleague(session, here, slack_id):
    if not slack_id:
        return None
    member = members.find(session, here, slack_id)
    if member is None:
        raise Refusal(fields={"team_lead": UNKNOWN})
    return member


# --- without harm ----------------------------------------------------------------------------------


def securing(ack, action, meet, allowed, reading, show):
    """Which test route, and who leads the team?"""
    meet()
    with reading() as (session, here):
        allowed(session, here, exercises.ACT)
        one = library.find(session, here, action["value"])
    names = ("key", "title", "route", "team_lead", "needs_route", "takes_time")
    show("exercises.securing", {name: getattr(one, name) for name in names})
    ack()


def make_safe(ack, view, meet, allowed, transaction, now):
    """From now on it may be asked for, or not any more."""
    fields, key = forms.typed(view), json.loads(view["private_metadata"])["key"]
    meet([fields["team_lead"]] if fields["team_lead"] else [])
    with transaction() as (session, here):
        lead = allowed(session, here, exercises.ACT)
        team_lead = _colleague(session, here, fields["team_lead"])
        exercises.make_safe(session, here, key, route=fields["route"] or "", team_lead=team_lead, by=lead, at=now())
    ack({"response_action": "clear"})


def accounts(ack, meet, allowed, reading, show):
    """What is kept out of all numbers: CX leads see the list, everyone can add to it."""
    meet()
    with reading() as (session, here):
        lead = rights.may(session, here, allowed(session, here, "take part"), exercises.ACT)
        known = [
            [one.named, local_day(one.at, here.zone).isoformat()] for one in exercises.accounts(session, here)[:MOST]
        ]
    show("exercises.accounts", {"known": known if lead else [], "lead": lead})
    ack()


def spare(ack, view, meet, allowed, transaction, render, now):
    """It is counted nowhere from now on."""
    fields = forms.typed(view)
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        kept = exercises.spare(session, here, fields["named"] or "", by=person, at=now())
        told = {"named": kept.named}
    ack({"response_action": "update", "view": render("exercises.spared", told)})
