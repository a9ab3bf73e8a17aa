"""The months of being a customer that the sandbox shows: whatever day it begins on, they can have happened."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo import LEAD, person
from bot.demo import exercises as demo
from models import exercises, members, rights
from models.exercises.notes import of_month
from models.months import month_of, months_on

END = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("later", [0, 13, 170])
def test_three_months_and_more_can_be_read(session, workspace, later):
    end = END + timedelta(days=later)
    for who in (LEAD, *map(person, demo.WHO)):
        told = {"id": who, "real_name": f"Somebody {who}", "team_id": workspace.team_id, "tz": demo.HOME}
        members.remember(session, workspace, told, at=end - timedelta(days=365))
    rights.give(session, workspace, rights.CX_LEAD, [LEAD], by=LEAD, at=end - timedelta(days=365))
    for deed in sorted(one for one in demo.deeds(end - timedelta(days=365), end) if one.at <= end):
        deed.act(session, workspace, deed.at)
    for back in range(1, 4):
        month = months_on(month_of(end.date()), -back)
        counted = exercises.numbers(session, workspace, month)
        assert counted is not None and 0.4 <= (counted.participation or 0) <= 1 and counted.roster >= 9
        assert any(one.worst for one in of_month(session, workspace, month))
    assert sum(exercises.coverage(session, workspace, month_of(end.date())).values()) >= 5
