"""Where it hurts: what customers complain about and leave for, so that the plan walks there first."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from models import complaints, exercises, pressures, workspaces
from models.complaints.ledger import UNSURE
from models.customers.ledger import Customer
from models.customers.recording import Told, record
from tests.fix_house import many, wrote

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
TODAY = NOW.date()


def lost(session, here, reason, *, on=TODAY, count=1):
    for n in range(count):
        ref = f"{reason}-{on}-{n}"
        one = Customer(workspace_id=here.id, ref=ref, name=ref, folded=ref, source="import", at=NOW)
        session.add(one)
        session.flush()
        for kind, day, why in (("here", date(2020, 1, 1), None), ("lost", on, reason)):
            record(session, here, one, Told(kind=kind, on=day, source="import", reason=why), by=None, at=NOW)


def test_complaints_and_losses_of_a_year_count_alike(session, workspace, people):
    assert pressures.by_stage(session, workspace, at=NOW) == {}
    many(session, workspace, on=TODAY, count=3)
    many(session, workspace, on=TODAY - timedelta(days=365), count=2, stage="help", category="handling")
    many(session, workspace, on=TODAY - timedelta(days=366), count=4, stage="use", category="handling")
    lost(session, workspace, "billing_upset", count=2)
    assert pressures.by_stage(session, workspace, at=NOW) == {"pay": 5.0, "help": 2.0}


def test_what_has_no_stage_or_counts_nowhere_weighs_nothing(session, workspace, people):
    wrote(session, workspace, people.ben, stage=UNSURE)
    taken_back = wrote(session, workspace, people.ben, stage="help")
    complaints.take_back(session, workspace, taken_back.id, by=people.ben, at=NOW)
    lost(session, workspace, "other")
    assert pressures.by_stage(session, workspace, at=NOW) == {}


def test_another_companys_complaints_weigh_nothing_here(session, workspace, people):
    next_door: dict[str, Any] = {
        "name": "Next Door",
        "url": "https://next.slack.com/",
        "bot_user": "U0X",
        "bot_id": "B0X",
        "scopes": [],
    }
    other = workspaces.install(session, "T0NEXTDOOR", **next_door, at=NOW)
    many(session, other, on=TODAY, count=3)
    assert pressures.by_stage(session, workspace, at=NOW) == {}


def test_the_plan_walks_first_where_most_complaints_are(session, workspace, people):
    many(session, workspace, on=TODAY, count=6, stage="help", category="handling")
    many(session, workspace, on=TODAY, count=4)
    lost(session, workspace, "billing_upset", count=3)
    ahead = exercises.months_ahead(session, workspace, pressures.by_stage(session, workspace, at=NOW), at=NOW)
    assert [one.exercise.stage for one in ahead][:2] == ["pay", "help"]
