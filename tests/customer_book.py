"""A ledger of customers for stories: what happened to whom, in few words, and what was posted of it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models import choices, customers, verbatims
from models.customers.ledger import Choices, Customer
from models.customers.recording import Told, record
from tests.harbour import CHANNELS

BERLIN = ZoneInfo("Europe/Berlin")
CARE = CHANNELS["care"]


def at(moment):
    return datetime.fromisoformat(moment).replace(tzinfo=BERLIN)


class Book:
    """`book.tells("lost", "2026-11-10", "service")` writes an event down; a new customer unless one is named."""

    def __init__(self, slack):
        self.slack, self.count = slack, 0

    def customer(self, session, here, name=None, **more):
        self.count += 1
        ref = name or f"C-{self.count}"
        one = Customer(
            workspace_id=here.id,
            ref=ref,
            name=ref,
            folded=ref.lower(),
            source="import",
            at=self.slack.time.now(),
            **more,
        )
        session.add(one)
        session.flush()
        return one

    def tells(self, kind, on, reason=None, *, when=None, value=None, of=None, many=1, **more):
        """Each loss and return is of somebody who was here before."""
        when = when or min(self.slack.time.now(), at(f"{on}T12:00"))
        with self.slack.writing() as (session, here):
            for _ in range(many):
                who = of and customers.by_ref(session, here, of)
                who = who or self.customer(session, here, of, **more)
                if kind in ("lost", "returned") and who.state is None:
                    self._lay(session, here, who, "here", "2020-01-01", when=when, value=value)
                if kind == "returned" and who.state == "here":
                    self._lay(session, here, who, "lost", "2020-06-01", when=when, reason="other")
                self._lay(session, here, who, kind, on, when=when, value=value, reason=reason)

    def _lay(self, session, here, who, kind, on, *, when, **more):
        told = Told(kind=kind, on=date.fromisoformat(on), source="import", **more)
        late = max(when, at(f"{on}T12:00"))
        return record(session, here, who, told, by=None, at=late)

    def stays(self, many):
        self.tells("here", "2020-01-01", many=many)

    def says(self, stage, words, ritual="complaints", number=1, audience="everyone", on="2026-11-12"):
        with self.slack.writing() as (session, here):
            verbatims.keep(session, here, ritual, number, words, at=at(f"{on}T12:00"), stage=stage, audience=audience)


def settle(slack, **chosen):
    with slack.writing() as (session, here):
        choices.write(
            session, here, Choices, {"on": True, "channels": [CARE], **chosen}, by="U0DANA0000", at=slack.time.now()
        )
    with slack.writing() as (session, here):
        slack.furnished.clock.plan(session, here, slack.time.now())


def a_week(book):
    """16 to 22 November: 12 gained, 9 lost, 2 back; of 1,208 customers."""
    book.stays(40)
    book.tells("gained", "2026-11-16", many=12, value=50_000)
    book.tells("returned", "2026-11-17", many=2)
    book.tells("lost", "2026-11-17", "price_value", many=4, value=80_000, segment="SMB")
    book.tells("lost", "2026-11-18", "service", many=1, value=80_000)
    book.tells("lost", "2026-11-18", "unknown", many=4, value=80_000)


def summaries(slack, channel="care"):
    return [one for one in slack.channel(channel).posts if "customer" in one.notice.lower()]


def pictures(said):
    return [block for block in said.message.blocks if block["type"] == "image"]
