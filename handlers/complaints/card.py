"""One complaint as people meet it: `/complaint 12`, *Show it*, and what stands there once something was done."""

import re

from handlers import words
from models import complaints, outbox

NUMBER = re.compile(r"#?(\d{1,9})")
DIRECT = "D"  # how the ids of direct messages begin


def numbered(command):
    """A matcher: nothing but a number was typed, which only a complaint can be."""
    return NUMBER.fullmatch((command.get("text") or "").strip()) is not None


def card(ack, command, meet, allowed, reading, render, now):
    """`/complaint 12`, for the one who asks."""
    number = int(words.first(command["text"]).lstrip("#"))
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        complaint = complaints.numbered(session, here, number)
        if complaint is None:
            answer = "complaints.no_such", {"number": number}
        else:
            answer = "complaints.card", complaints.card(session, here, person, complaint, at=now())
    ack({"response_type": "ephemeral", **render(*answer)})


def show(ack, action, meet, allowed, reading, show, now):
    """The same in a window, from a list or a message."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        complaint = complaints.find(session, here, int(action["value"]))
        told = complaints.card(session, here, person, complaint, at=now())
    show("complaints.card_shown", {"told": told})
    ack()


def where(body):
    """Where a button was pressed, as a form keeps it: the window beneath, or the answer's address. The message in a
    channel follows by itself."""
    if (body.get("view") or {}).get("type") == "modal":
        return {"view": body["view"]["id"]}
    place = body.get("container") or {}
    if place.get("is_ephemeral"):
        return {"told": body["response_url"]}
    direct = str(place.get("channel_id") or "").startswith(DIRECT)
    return {"beside": body["response_url"]} if direct else {}


def follow(session, here, person, complaint, stands, at):
    """What stands there says what is true now: the window and the private line are drawn anew; beside a direct
    message, which tells of a moment, comes the complaint as it is."""
    if not complaints.reads(session, here, person, complaint):
        return
    told = complaints.card(session, here, person, complaint, at=at)
    if stands.get("view"):
        outbox.redraw(
            session, here, person.slack_id, "complaints.card_shown", at=at, view=stands["view"], told=told
        )  # fmt: skip
    elif stands.get("told"):
        outbox.answer(session, here, stands["told"], "complaints.card", at=at, **told)
    elif stands.get("beside"):
        outbox.answer(session, here, stands["beside"], "complaints.card", at=at, beside=True, **told)
