"""The months to come: what is planned, what is proposed, and the form with which CX leads change it."""

import json

from handlers import forms
from models import exercises, journey, outbox, pressures, rights
from models.errors import Refusal
from models.months import written_month


def plan_(ack, meet, allowed, reading, render, now):
    """`/becustomer plan`: twelve months."""
    meet()
    with reading() as (session, here):
        told = _told(session, here, allowed(session, here, "take part"), now())
    ack({"response_type": "ephemeral", **render("exercises.plan", told)})


def _told(session, here, person, at):
    hurts = pressures.by_stage(session, here, at=at)
    months = exercises.months_ahead(session, here, hurts, at=at)
    walks = {one.exercise.stage for one in months if one.exercise}
    labels = journey.stage_labels(session, here)
    heaviest = sorted(hurts, key=lambda stage: (-hurts[stage], stage))
    return {
        "months": [
            [
                written_month(one.month), one.exercise.title if one.exercise else "",
                labels.get(one.exercise.stage, one.exercise.stage) if one.exercise else "", one.by or "",
            ]
            for one in months
        ],
        "next": exercises.month_ahead(session, here, at=at)[1].isoformat(), "zone": here.zone,
        "open": [stage.label for stage in journey.stages(session, here) if stage.key not in walks],
        "lead": rights.may(session, here, person, exercises.ACT),
        "hurts": [labels.get(stage, stage) for stage in heaviest[:3]],
    }  # fmt: skip


def planning(ack, body, meet, allowed, reading, show, now):
    """Which month, which exercise?"""
    meet()
    with reading() as (session, here):
        allowed(session, here, exercises.ACT)
        months = exercises.months_ahead(session, here, {}, at=now())
        ready = [one for one in exercises.active(session, here) if not exercises.why_off(one)]
        labels = journey.stage_labels(session, here)
        form = {
            "months": [[one.month, written_month(one.month)] for one in months],
            "groups": [[one.key, f"{labels.get(one.stage, one.stage)}: {one.title}"] for one in ready[:100]],
            "told": body.get("response_url") or "",
        }  # fmt: skip
    if not ready:
        raise Refusal("There is no exercise that can be done: all are retired or off.")
    show("exercises.planning", form)
    ack()


def plan(ack, view, meet, allowed, transaction, now):
    """A month is fixed, or left to the proposal again; the list that stands there follows."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        lead = allowed(session, here, exercises.ACT)
        if not fields["month"]:
            raise Refusal(fields={"month": "Choose a month."})
        if fields["key"]:
            exercises.plan(session, here, fields["month"], fields["key"], by=lead, at=now())
        else:
            exercises.unplan(session, here, fields["month"], by=lead, at=now())
        if kept["told"]:
            shown = _told(session, here, lead, now())
            outbox.answer(session, here, kept["told"], "exercises.plan", at=now(), **shown)
    ack()
