"""Where a CX lead hands in a list of complaints, and what is said of it on the way."""

from functools import partial

from models.complaints.columns import CLOSED
from models.complaints.importing import IMPORT, LOOK
from models.imports import Entry, bringing, handing

ACT = "look after customers"
SAID_HERE = ((r"leave --on and --head-count away", "leave the day empty"),)


def _open(entry: Entry) -> bool:
    return bool(entry.said.get("status", CLOSED) != CLOSED)


DESK = handing.Desk(
    imported=IMPORT, act=ACT, look=LOOK, looking="complaints.looking_through", unread="complaints.unread",
    looked="complaints.looked", let_go_of="complaints.let_go_of", taking_in="complaints.taking_in",
    taken_in="complaints.taken_in", rejects="complaints.rejects", fixed="stage=use or system=helpdesk", counts=_open,
    said_here=SAID_HERE,
)  # fmt: skip
WORKS = {IMPORT.work: partial(bringing.import_step, DESK), DESK.look: partial(handing.look_step, DESK)}
