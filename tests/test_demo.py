"""The year that the sandbox's company has lived: whenever it is started, nothing of it lies in the future."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo import year_of
from bot.rituals import RITUALS


@pytest.mark.parametrize("day", range(10))
def test_nobody_has_done_anything_yet_that_is_still_to_come(day):
    now = datetime(2026, 11, 20, 2, 30, tzinfo=UTC) + timedelta(days=day)
    deeds = year_of(RITUALS, now)
    assert len(deeds) > 500
    assert deeds == sorted(deeds)
    assert now - timedelta(days=400) < deeds[0].at and deeds[-1].at <= now
