"""Rules to retire: nominated by anyone, voted on by everyone, decided in writing."""

import json

from handlers import forms
from models import choices, outbox
from models.fixes import rule_list
from models.fixes import rules as retiring
from models.fixes.ledger import Choices

NEW = {"complaint": None, "quoted": "", "nomination": None, "rule": "", "hurts": "", "instead": "", "answers": None}


def rules(ack, body, meet, allowed, reading, transaction, render, now):
    """`/fixes rules`, or a button: what is nominated, and what was decided. From Home it comes as a message."""
    meet()
    with reading() as (session, here):
        told = rule_list.listed(session, here, allowed(session, here, "take part"))
    if "command" in body:
        ack({"response_type": "ephemeral", **render("fixes.rules", told)})
        return
    with transaction() as (session, here):
        if body.get("response_url"):
            outbox.answer(session, here, body["response_url"], "fixes.rules", at=now(), beside=True, **told)
        else:
            outbox.dm(session, here, body["user"]["id"], "fixes.rules", at=now(), **told)
    ack()


def rules_before(ack, action, body, meet, allowed, transaction, now):
    """Those with more votes."""
    _leaf(ack, action, body, meet, allowed, transaction, now)


def rules_after(ack, action, body, meet, allowed, transaction, now):
    """Those with fewer votes."""
    _leaf(ack, action, body, meet, allowed, transaction, now)


def _leaf(ack, action, body, meet, allowed, transaction, now):
    meet()
    with transaction() as (session, here):
        told = rule_list.listed(session, here, allowed(session, here, "take part"), skip=max(int(action["value"]), 0))
        outbox.answer(session, here, body["response_url"], "fixes.rules", at=now(), **told)
    ack()


# --- nominating ------------------------------------------------------------------------------------


def nominate(ack, body, meet, allowed, reading, show):
    """The form: from the command, Home or the list; with a complaint where it was pressed there."""
    meet()
    pressed = (body.get("actions") or [{}])[0].get("value") or ""
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        complaint = int(pressed) if pressed.isdecimal() else None
        quoted = retiring.quoted(session, here, person, complaint) if complaint else ""
    show("fixes.nominate", {**NEW, "complaint": complaint, "quoted": quoted})
    ack()


def enter_rule(ack, view, meet, allowed, transaction, now):
    """The filled-in form. It is posted, and its nominator reads where."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet([fields["answers"]] if fields["answers"] else [])
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        words = _words(fields)
        one = retiring.nominate(session, here, **words, complaint=kept["complaint"], by=person, at=now())
        chosen = choices.read(session, here, Choices)
        where = list(chosen.channels) if one.letters else []
        outbox.dm(
            session, here, person.slack_id, "fixes.nominated", at=now(), nomination=one.id, rule=one.rule,
            channels=where,
        )  # fmt: skip
    ack()


def _words(fields):
    return {
        "rule": fields["rule"] or "", "hurts": fields["hurts"] or "", "instead": fields["instead"] or "",
        "answers": fields["answers"],
    }  # fmt: skip


def reword(ack, action, meet, allowed, reading, show):
    """The form again, with what its nominator wrote."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        one = retiring.mine(session, here, int(action["value"]), person)
        words = {"rule": one.rule, "hurts": one.hurts, "instead": one.instead, "answers": one.answers}
    show("fixes.nominate", {**NEW, **words, "nomination": one.id})
    ack()


def amend_rule(ack, view, meet, allowed, transaction, now):
    """Said better. The posts follow."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet([fields["answers"]] if fields["answers"] else [])
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        one = retiring.reword(session, here, kept["nomination"], **_words(fields), by=person, at=now())
        outbox.dm(
            session, here, person.slack_id, "fixes.nominated", at=now(), nomination=one.id, rule=one.rule, channels=[],
            amended=True,
        )  # fmt: skip
    ack()


def take_rule_back(ack, action, body, meet, allowed, transaction, now):
    """By its nominator, or by those who look after the rituals."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        one = retiring.take_rule_back(session, here, int(action["value"]), by=person, at=now())
        outbox.answer(session, here, body["response_url"], "fixes.rule_gone", at=now(), rule=one.rule)
    ack()


# --- votes and the decision ------------------------------------------------------------------------


def vote(ack, action, body, meet, allowed, transaction, now):
    """Under the post, or in the month's round: one vote a person; pressed again, it is taken back."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        stands = retiring.vote(session, here, int(action["value"]), by=person, at=now())
        outbox.answer(session, here, body["response_url"], "fixes.rule_voted", at=now(), beside=True, standing=stands)
    ack()


def vote_here(ack, action, body, meet, allowed, transaction, now):
    """In the list, which says so itself."""
    chosen = json.loads(action["value"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        retiring.vote(session, here, chosen["rule"], by=person, at=now())
        told = rule_list.listed(session, here, person, skip=chosen["skip"])
        outbox.answer(session, here, body["response_url"], "fixes.rules", at=now(), **told)
    ack()


def decide_rule(ack, action, meet, allowed, reading, show):
    """The form for the decision, for leaders and CX leads."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "decide on rules")
        form = retiring.card(session, here, retiring.find(session, here, int(action["value"])))
    show("fixes.decide_rule", form)
    ack()


def record_rule(ack, view, meet, allowed, transaction, now):
    """Decided, in writing. Everyone who asked hears of it."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "decide on rules")
        decision, why = fields["decision"] or "", fields["why"] or ""
        one, told = retiring.decide(session, here, kept["nomination"], decision, why, by=person, at=now())
        outbox.dm(
            session, here, person.slack_id, "fixes.rule_recorded", at=now(), decision=one.decision, rule=one.rule,
            told=told,
        )  # fmt: skip
    ack()
