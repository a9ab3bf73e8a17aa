"""A month of calls at Harbour & Pine: a few customers who left, two leaders, and Dana who leads: for the stories."""

from datetime import date
from typing import Any

from sqlalchemy import select

from models import calls, choices, customers, members, rights
from models.calls.ledger import Name
from models.customers.ledger import Customer
from tests.harbour import IDS, Person, Said, Slack

# (name, phone, owner): all lost in the first days of November, for reasons that they gave
LOST = (
    ("Acme Retail", "+49 30 1234567", "ben"), ("Bluebird Bakery", "+49 30 2345678", None),
    ("Cedar Clinic", None, "ben"),
    ("Delta Tools", "+49 30 3456789", None), ("Elm Street Books", "+49 30 4567890", None),
    ("Fjord Foods", "+49 30 5678901", None), ("Gable Homes", "+49 30 6789012", None),
    ("Heron Hotels", "+49 30 7890123", None), ("Iris Optics", "+49 30 8901234", None),
    ("Juniper Jeans", "+49 30 9012345", None), ("Kestrel Kites", "+49 30 1122334", None),
    ("Linden Legal", "+49 30 2233445", None), ("Maple Media", "+49 30 3344556", None),
)  # fmt: skip
REASONS = ("price_value", "service", "quality", "switched")
NAMES = [name for name, _, _ in LOST]
EVERYBODY = ("dana", "priya", "grace", "ben", "ana", "chloe", "felix")


def furnish(slack: Slack, *, start: bool = True) -> Slack:
    """Customers lost between the 2nd and the 8th of November; Dana leads, Priya and Grace are leaders who call."""
    at = slack.time.now()
    people = slack.furnished.house.client(None).users_list()["members"]
    with slack.writing() as (session, here):
        for person in people:
            members.remember(session, here, person, at=at)
        rights.give(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=at)
        rights.give(session, here, rights.LEADER, [IDS["priya"], IDS["grace"]], by="operator", at=at)
        typed: dict[str, Any] = {"on": True, "channels": ["C0CARE0000"]}
        choices.write(session, here, calls.Choices, typed, by=IDS["dana"], at=at)
        for number, (name, phone, owner) in enumerate(LOST):
            one = Customer(
                workspace_id=here.id, ref=f"A-{number}", name=name, folded=customers.searchable(name), phone=phone,
                owner=IDS[owner] if owner else None, contact="Ines", value=9900 + number * 1000, currency="EUR",
                since=date(2024, 3, 1), source="import", at=at, segment="Retail",
            )  # fmt: skip
            session.add(one)
            session.flush()
            gone = date(2026, 11, 2 + number % 7)
            for kind, on, why in (("here", date(2024, 3, 1), None), ("lost", gone, REASONS[number % len(REASONS)])):
                told = customers.Told(kind=kind, on=on, reason=why)
                customers.record(session, here, one, told, by=None, at=at)
        if start:
            for leader in ("priya", "grace"):
                person = members.find(session, here, IDS[leader])
                assert person is not None
                calls.start(session, here, person, at=at)
    return slack


def dealt(slack: Slack) -> Slack:
    """December is dealt: the draft is out, and both leaders have read their list."""
    furnish(slack)
    slack.push("2026-12-01T10:30")
    return slack


def the_list(person: Person) -> Said:
    """The one message with somebody's names."""
    return [said for said in person.inbox if "Calls to make in" in said][-1]


def names_on(said: Said) -> list[str]:
    return [name for name in NAMES if name in said.says]


def listed(slack: Slack, leader: str) -> list[Name]:
    """The rows behind somebody's list."""
    with slack.database.reading() as session:
        rows = session.scalars(select(Name).where(Name.leader == IDS[leader]).order_by(Name.position)).all()
        session.expunge_all()
        return list(rows)
