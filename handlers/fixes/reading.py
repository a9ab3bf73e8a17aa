"""What people can read about fixes by typing: those under way, one of them, how they work, the record to take away."""

from handlers import words
from models import outbox, rights
from models.fixes import exporting, glance

FIXES = "fixes.board"


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        lead = rights.may(session, here, actor(session, here), "look after customers")
    ack({"response_type": "ephemeral", **render("fixes.help", {"command": command["called"], "lead": lead})})


def board(ack, meet, allowed, reading, render, now):
    """`/fixes`: what is under way."""
    meet()
    with reading() as (session, here):
        told = glance.board(session, here, allowed(session, here, "take part"), at=now())
    ack({"response_type": "ephemeral", **render(FIXES, told)})


def mine(ack, meet, allowed, reading, render, now):
    """`/fixes mine`."""
    meet()
    with reading() as (session, here):
        told = glance.board(session, here, allowed(session, here, "take part"), at=now(), which=glance.MINE)
    ack({"response_type": "ephemeral", **render(FIXES, told)})


def leaf(ack, action, body, meet, allowed, transaction, now):
    """Another list, or another page of it, in place. From Home it comes as a message."""
    meet()
    which, _, skip = action["value"].partition(":")
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        told = glance.board(session, here, person, at=now(), which=which, skip=int(skip or 0))
        if body.get("response_url"):
            outbox.answer(session, here, body["response_url"], FIXES, at=now(), **told)
        else:
            outbox.dm(session, here, person.slack_id, FIXES, at=now(), **told)
    ack()


def one(ack, command, meet, allowed, reading, render, show, now):
    """`/fixes 7`; anything else that was typed gets the help."""
    meet()
    word = words.first(command["text"]).lstrip("#")
    if not (word.isdecimal() and len(word) < 10):
        with reading() as (session, here):
            lead = rights.may(session, here, allowed(session, here, "take part"), "look after customers")
        ack({"response_type": "ephemeral", **render("fixes.help", {"command": command["called"], "lead": lead})})
        return
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        fix = glance.called(session, here, int(word))
        card = glance.opened(session, here, person, fix.id, at=now())
    show("fixes.card", card)
    ack()


def export(ack, meet, allowed, transaction, render, now):
    """Two files by direct message: every fix for a CX lead, their own for others."""
    meet()
    with transaction() as (session, here):
        whole = exporting.order(session, here, allowed(session, here, "take part"), at=now())
    ack({"response_type": "ephemeral", **render("fixes.exporting", {"whole": whole})})
