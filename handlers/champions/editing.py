"""Putting a shout-out right afterwards, and handing its words to those who could not read them."""

import json

from handlers import forms
from handlers.champions import receipt
from models import champions, choices, journey, outbox, workspaces
from models.champions import Choices


def edit(ack, action, body, meet, allowed, reading, show):
    """From the receipt, which follows then, or from Home."""
    form(int(action["value"]), meet, allowed, reading, show, told=body.get("response_url") or "")
    ack()


def form(shout_out_id, meet, allowed, reading, show, *, told=""):
    """The words, value and stage as they are, to be changed by whoever wrote them."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shout_out = champions.amendable(session, here, shout_out_id, by=person)
        values = choices.read(session, here, Choices).values
        known = [*values, *([shout_out.value] if shout_out.value and shout_out.value not in values else [])]
        filled = {
            "id": shout_out.id, "receivers": champions.receivers_of(session, here, shout_out),
            "reason": shout_out.reason, "value": shout_out.value, "stage": shout_out.stage, "values": known,
            "stages": journey.stage_choices(session, here, shout_out.stage), "told": told,
        }  # fmt: skip
    show("champions.editing", filled)


def amend(ack, view, meet, actor, transaction, redraw, now):
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person, reason = actor(session, here), fields["reason"] or ""
        shout_out = champions.amend(
            session, here, kept["id"], reason, by=person, value=fields["value"], stage=fields.get("stage"),
            tags=champions.tags_in(reason), at=now(),
        )  # fmt: skip
        if kept["told"]:
            _tell(session, here, shout_out, person, kept["told"], now())
        else:  # Slack lets nobody change the receipt that a command brought, so there is a new one
            _tell_anew(session, here, shout_out, person, now())
        redraw(session, here, person)
    ack()


def hand_on(ack, action, body, meet, actor, transaction, now):
    """The giver says yes: those who can't read along there get the words."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        shout_out = champions.hand_on(session, here, int(action["value"]), by=person, at=now())
        _tell(session, here, shout_out, person, body["response_url"], now())
    ack()


def _tell(session, here, shout_out, person, response_url, at):
    """The receipt as it stands now."""
    told = _receipt(session, here, shout_out, person, at)
    outbox.answer(session, here, response_url, "champions.receipt", at=at, **told)


def _tell_anew(session, here, shout_out, person, at):
    told = _receipt(session, here, shout_out, person, at)
    outbox.private(
        session, here, told["target"] or shout_out.channel, person.slack_id, "champions.receipt", at=at, **told,
        changed=True,
    )  # fmt: skip


def _receipt(session, here, shout_out, person, at):
    where = workspaces.channel(session, here, shout_out.channel)
    return receipt.written(session, here, shout_out, where, person, at)
