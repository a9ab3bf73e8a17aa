"""The board: `/complaint list`, its words in any order, and the buttons and lists that turn it."""

import json
import re

from handlers import words
from handlers.complaints import capture
from models import complaints
from models.errors import Refusal

TURN = re.compile(r"complaints\.turn_\w*")  # its buttons stand side by side, so each has an id of its own
MOST_WORDS = 4  # of more, where some mean nothing here, a list was not meant
EVERY = "-"  # what a list says where it narrows nothing down
CAN = "`list` takes open, mine, late, untaken, reported, closed or all; a stage; a category; and severe."


def board(ack, command, meet, allowed, reading, show, now):
    """In a window, for the one who asks: `/complaint list mine pay late`. A long sentence that only begins with that
    word is a complaint."""
    text = words.split(command["text"])[1]
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        asked, odd = complaints.read_asked(session, here, text)
        if odd and len(text.split()) <= MOST_WORDS:
            raise Refusal(*odd, CAN, typed=f"{command['called']} {command['text']}")
        shown = complaints.board(session, here, person, asked, at=now())
    if odd:
        capture.complain(ack, command, meet, allowed, reading, show, now)
        return
    show("complaints.board", shown)
    ack()


def mine(ack, meet, allowed, reading, show, now):
    """Those that are mine to do, from Home."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shown = complaints.board(session, here, person, complaints.Asked(which="mine"), at=now())
    show("complaints.board", shown)
    ack()


def turn(ack, action, body, meet, allowed, reading, renew, now):
    """Narrowed down otherwise, or another page, in place."""
    meet()
    asked = complaints.Asked(**_turned(action, body["view"]))
    with reading() as (session, here):
        shown = complaints.board(session, here, allowed(session, here, "take part"), asked, at=now())
    renew("complaints.board", shown)
    ack()


def _turned(action, view):
    if "selected_option" not in action:
        return json.loads(action["value"])
    chosen = action["selected_option"]["value"]
    asked = json.loads(view["private_metadata"]) | {"page": 0}
    what = action["action_id"].removeprefix("complaints.turn_")
    if what == "severity":
        return asked | {"severe": chosen != EVERY}
    return asked | {what: "" if chosen == EVERY else chosen}
