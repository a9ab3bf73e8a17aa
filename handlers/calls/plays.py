"""The week's call and the library: what a CX lead decides the day before, who listened, withdrawn consent."""

from handlers import words
from models import calls, customers, outbox
from models.calls import entries
from models.calls.people import leads_are
from models.customers.looking import called_anyhow
from models.errors import Refusal


def listened(ack, action, body, meet, allowed, transaction, now):
    """A count, never who."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        count = calls.listened(session, here, int(action["value"]), by=person, at=now())
        outbox.answer(session, here, body["response_url"], "calls.listening", at=now(), beside=True, count=count)
    ack()


def skip(ack, action, body, meet, actor, transaction, now):
    """“Another”: this one is not played, the next one takes its place."""
    meet()
    with transaction() as (session, here):
        following = calls.skip(session, here, int(action["value"]), by=actor(session, here), at=now())
        _settle(session, here, body, "another" if following else "none", now())
    ack()


def leave_out(ack, action, body, meet, actor, transaction, now):
    """“Not this one”: nothing is played this week."""
    meet()
    with transaction() as (session, here):
        calls.leave_out(session, here, int(action["value"]), by=actor(session, here), at=now())
        _settle(session, here, body, "left out", now(), play=int(action["value"]))
    ack()


def release(ack, action, body, meet, actor, transaction, now):
    """One that names somebody is played after all."""
    meet()
    with transaction() as (session, here):
        calls.release(session, here, int(action["value"]), by=actor(session, here), at=now())
        _settle(session, here, body, "released", now())
    ack()


def _settle(session, here, body, what, at, **more):
    outbox.answer(session, here, body["response_url"], "calls.settled", at=at, what=what, **more)


def library(ack, meet, allowed, reading, render, now):
    """`/calls library`: what customers said, as far as this person may see it."""
    meet()
    with reading() as (session, here):
        told = entries.library(session, here, allowed(session, here, "take part"), at=now())
    ack({"response_type": "ephemeral", **render("calls.library", told)})


def earlier(ack, action, body, meet, allowed, transaction, now):
    """Those before."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        told = entries.library(session, here, person, at=now(), skip=int(action["value"]))
        outbox.answer(session, here, body["response_url"], "calls.library", at=now(), **told)
    ack()


# --- consent withdrawn ------------------------------------------------------------------------------


def withdraw(ack, action, body, meet, allowed, transaction, renew, redraw, now):
    """From the record of a call, or from the list of those of that name."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        told = _withdrawn(session, here, person, int(action["value"]), now())
        if body.get("response_url"):
            outbox.answer(session, here, body["response_url"], "calls.receipt", at=now(), **told)
        redraw(session, here, person)
    if (body.get("view") or {}).get("type") == "modal":
        renew("calls.receipt_shown", {"told": told})
    ack()


def _withdrawn(session, here, person, customer_id, at):
    return entries.customer_withdrew(session, here, customer_id, by=person, at=at)[1]


def take_word(ack, command, meet, allowed, transaction, render, now):
    """`/calls withdraw Acme`, by anyone. Who may see no names learns nothing of whether there is such a customer."""
    meet()
    typed = words.split(command["text"])[1].strip("\"“”„«»' ")
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        if not typed:
            raise Refusal(f"Write the customer's name too: `{command['called']} withdraw Acme`.")
        mine = customers.called(session, here, person, typed)
        every = mine or called_anyhow(session, here, typed)
        told = [_withdrawn(session, here, person, one.id, now()) for one in every] if len(every) == 1 else []
        answer = ("calls.receipt", told[0]) if mine and told else (
            "calls.noted", {"several": len(mine) > 1, "told": leads_are(session, here)},
        )  # fmt: skip
        if len(every) > 1 and not mine:
            for lead in calls.leads(session, here):
                outbox.dm(session, here, lead, "calls.which_withdrew", at=now(), by=person.slack_id, typed=typed[:200])
    ack({"response_type": "ephemeral", **render(*answer)})
