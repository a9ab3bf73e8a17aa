"""Real input: a telephone company's customers are imported, three leaders call, and the pack is right to a number."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models import calls, choices, journey, members, rights
from models.calls.ledger import Name
from models.customers.ledger import Customer
from models.outbox import Letter
from tests import test_customers_upload as handing
from tests.harbour import IDS, Slack

LEADERS = ("priya", "grace", "ben")
LOST_ON = "2026-11-17"
# what is logged of each leader's names, in their order: outcome, reason heard, whether their words may be shared
LOGGED = (
    ("reached", "price_value", True), ("reached", "service", False), ("no answer", None, False),
    ("reached", "switched", True), ("wrong person", None, False),
)  # fmt: skip


def calling(slack: Slack) -> None:
    """Three leaders call; every customer agreed to be called; the loss review is a quarter's."""
    at = slack.time.now()
    with slack.writing() as (session, here):
        rights.give(session, here, rights.LEADER, [IDS[one] for one in LEADERS], by="operator", at=at)
        session.execute(update(Customer).where(Customer.workspace_id == here.id).values(may_call="yes"))
        typed = {"on": True, "channels": ["C0CARE0000"], "leaders": "G0LEADERS0", "pack": "quarterly", "play": False,
                 "ask_owners": False}  # fmt: skip
        choices.write(session, here, calls.Choices, typed, by=IDS["dana"], at=at)
        for leader in LEADERS:
            person = members.find(session, here, IDS[leader])
            assert person is not None
            calls.start(session, here, person, at=at)


def names_of(slack: Slack, leader: str) -> list[tuple[int, str]]:
    """(name, the customer's number in the file), in the order of the list."""
    with slack.database.reading() as session:
        rows = select(Name.id, Customer.ref).join(Customer, Customer.id == Name.customer_id)
        mine = rows.where(Name.leader == IDS[leader]).order_by(Name.position, Name.id)
        return [(row.id, row.ref) for row in session.execute(mine)]


def log(slack: Slack, leader: str, number: int, outcome: str, heard: str | None, share: bool) -> None:
    person = getattr(slack, leader)
    mine = [said for said in person.inbox if "Calls to make in" in said][-1]
    person.presses("Called", on=mine)
    person.picks("outcome", outcome)
    fields = {"outcome": outcome}
    if outcome == "reached":
        fields |= {"words": f"Words {number} of {leader}.", "heard": heard}
        fields |= {"share": "yes"} if share else {}
    person.fills("calls.log", **fields)


def test_the_pack_of_a_real_list_is_right_to_the_last_number(slack: Slack, shared: Path) -> None:
    file = shared / "data/telco_customers.csv"
    if not file.is_file():
        pytest.skip(f"needs {file}")
    slack.workspace.app.scopes.append("files:read")
    with slack.writing() as (_, here):
        here.scopes = sorted({*here.scopes, "files:read"})
    handing.hand_in(slack, file.read_bytes(), file.name, on=LOST_ON)
    slack.dana.presses("Look and import", on=handing.message(slack))
    slack.dana.fills("customers.agree")
    calling(slack)
    slack.push("2026-12-01T10:30")
    called: list[tuple[str, str, str | None, bool]] = []
    for leader in LEADERS:
        for number, (outcome, heard, share) in enumerate(LOGGED):
            ref = dict(names_of(slack, leader))[next_name(slack, leader)]
            log(slack, leader, number, outcome, heard, share)
            called.append((ref, outcome, heard, share))
    slack.push("2027-01-08T10:30")
    with slack.database.reading() as session:
        told = session.scalars(select(Letter).where(Letter.template == "calls.pack")).one().args
    assert told["period"] == "October to December 2026"
    expect(told, file, called)


def next_name(slack: Slack, leader: str) -> int:
    """The name on which the list's first “Called” button stands."""
    person = getattr(slack, leader)
    mine = [said for said in person.inbox if "Calls to make in" in said][-1]
    return next(
        int(one["value"]) for block in mine.message.blocks for one in block.get("elements", [])
        if one.get("action_id") == "calls.called"
    )  # fmt: skip


def expect(told, file: Path, called) -> None:
    """A recount in plain Python, from the file and from what was typed."""
    rows = {row["CustomerID"]: row for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))}
    left = [row for row in rows.values() if row["Churn Label"] == "Yes"]
    assert told["lost"] == len(left) == 1869
    cents = sum(round(float(row["Monthly Charges"]) * 100) for row in left)
    assert told["worth"].split()[0] == f"{cents / 100:,.2f}" and told["worth_known"] == len(left)
    reasons = Counter(reason(row) for row in left)
    shown = {one["key"]: one for one in (*told["reasons"], *told["more"])}
    assert {key: one["lost"] for key, one in shown.items() if one["lost"]} == dict(reasons)
    spoken = [one for one in called if one[1] == "reached"]
    assert (told["called"], told["spoken"]) == (len({ref for ref, *_ in called}), len(spoken)) == (12, 9)
    stated = Counter(reason(rows[ref]) for ref, *_ in spoken)
    heard = Counter(one[2] for one in spoken)
    assert {key: one["stated"] for key, one in shown.items() if one["stated"]} == dict(stated)
    assert {key: one["heard"] for key, one in shown.items() if one["heard"]} == dict(heard)
    both = [(reason(rows[ref]), said) for ref, _, said, _ in spoken if reason(rows[ref]) != "unknown"]
    assert (told["both"], told["changed"]) == (len(both), sum(one != other for one, other in both))
    assert len(told["why"]) == 3 and (told["asked"], told["promised"]) == (0, 0)


def reason(row) -> str:
    """What the importer makes of the file's word; what nobody mapped is other."""
    if row["Churn Reason"] == "Don't know":
        return "unknown"
    return journey.reason_named(row["Churn Reason"]) or "other"
