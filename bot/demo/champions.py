"""A year of thank-yous at Harbour & Pine."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.demo import Act, Deed
from models import champions, members, workspaces
from models.workspaces import Workspace

# chosen by hand: who thanks whom, for what, with which value
THANKS = (
    ("KAREEM00", ["ANA00000"], "calming the renewal call with Nordlicht Hotels: they stayed, and they said why", "listening"),
    ("BEN00000", ["CHLOE000"], "calling back the customer whose table arrived scratched, twice, until a new one stood there", "ownership"),
    ("GRACE000", ["BEN00000", "CHLOE000"], "sending us the three screenshots that showed why people get lost at checkout", "teamwork"),
    ("ANA00000", ["HUGO0000"], "driving a missing drawer to a customer himself on a Friday evening", "ownership"),
    ("INES0000", ["FELIX000"], "finding the rounding fault in invoices before the second customer noticed it", "craft"),
    ("DANA0000", ["INES0000"], "rewriting the refund letter so that a human being can understand it", "craft"),
    ("JONAS000", ["ELIF0000"], "sitting in on four sales calls to hear what people ask about assembly", "listening"),
    ("PRIYA000", ["BEN00000"], "saying in the all-hands that we promised a date we could not keep", "courage"),
    ("CHLOE000", ["JONAS000"], "telling a prospect that our desk is too small for them", "courage"),
    ("HUGO0000", ["INES0000"], "stopping a second reminder to a customer who was waiting for our own credit note", "ownership"),
    ("FELIX000", ["ANA00000"], "writing down the exact words of a customer, so that we fixed the right thing", "listening"),
    ("ELIF0000", ["GRACE000", "FELIX000"], "shipping bigger buttons on the delivery page within a day", "teamwork"),
    ("BEN00000", ["HUGO0000"], "ringing every customer on the late truck before they rang us", "ownership"),
    ("ANA00000", ["PRIYA000"], "calling the Lindqvist family herself after the third failed delivery", "ownership"),
    ("INES0000", ["CHLOE000"], "staying with a customer on the phone until the double charge was gone", "listening"),
    ("KAREEM00", ["DANA0000"], "bringing the voices of five lost customers into the quarterly review", "courage"),
    ("GRACE000", ["ANA00000"], "teaching us what customers call the thing that we call a module", "craft"),
    ("JONAS000", ["HUGO0000", "BEN00000"], "getting a sofa to a wedding in Malmö with two hours to spare", "teamwork"),
    ("CHLOE000", ["INES0000"], "refunding the delivery fee without being asked, with a kind note", "ownership"),
    ("DANA0000", ["ELIF0000"], "testing the assembly guide with her grandmother, who built the shelf", "craft"),
    ("FELIX000", ["BEN00000"], "asking the one question that showed us the real problem behind the complaint", "listening"),
    ("HUGO0000", ["ANA00000", "CHLOE000"], "taking the night shift when the carrier lost a whole pallet", "teamwork"),
    ("PRIYA000", ["JONAS000"], "handing back a deal that would have made an unhappy customer", "courage"),
    ("ELIF0000", ["INES0000"], "showing me line by line where our invoice confuses people", None),
)  # fmt: skip
WHERE = ("C0CARE0000", "C0CARE0000", "C0GENERAL0", "C0CHAMPION")


def deeds(start: datetime, end: datetime) -> Iterator[Deed]:
    """Two or three thank-yous a week, always the same ones, on working days between nine and five."""
    dice = random.Random(20)
    day = start
    turn = 0
    while day < end - timedelta(days=1):
        if day.weekday() < 5 and dice.random() < 0.55:
            moment = day.replace(hour=dice.randrange(8, 15), minute=dice.randrange(60), second=dice.randrange(60))
            yield Deed(moment, _thanks(turn, dice.choice(WHERE)))
            turn += 1
        day += timedelta(days=1)


def _thanks(turn: int, where: str) -> Act:
    giver, receivers, reason, value = THANKS[turn % len(THANKS)]

    def give(session: Session, here: Workspace, at: datetime) -> None:
        ids = [f"U0{receiver}" for receiver in receivers]
        known = members.among(session, here, [f"U0{giver}", *ids])
        channel = workspaces.channel(session, here, where)
        assert channel is not None
        champions.give(
            session, here, known[f"U0{giver}"], [known[one] for one in ids], reason, where=channel, value=value, at=at
        )

    return give
