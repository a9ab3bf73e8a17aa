"""A real year of complaints, day by day through the real import, the real clock and the real daily look."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import house, rituals
from bot.database import Database
from models import choices, complaints
from models.complaints.alerts import Alert
from models.outbox import Letter
from models.workspaces import Workspace
from tests.commands import Command, command_line

RISES = [date(2015, 4, 14), date(2015, 5, 16), date(2015, 6, 15), date(2015, 6, 23)]
NEW_YEAR = datetime(2015, 1, 1, tzinfo=UTC)


@pytest.fixture
def operator(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Iterator[Command]:  # fmt: skip
    """The command line of the company, in an empty folder."""
    with command_line(monkeypatch, capsys, tmp_path) as command:
        yield partial(command, DATABASE_URL=database.url, LOG_LEVEL="ERROR")


def test_a_real_year_alerts_on_four_days_and_on_no_other(operator, database, workspace, shared):
    operator("import", "complaints", str(shared / "data" / "comcast_complaints.csv"))
    clock = house.clock(database, rituals.load())
    with database.writing() as session:
        here = session.get_one(Workspace, workspace.id)
        wanted = {"on": True, "channels": ["C0CARE0000"], "report": False}
        choices.write(session, here, complaints.Choices, wanted, by="U0DANA0000", at=NEW_YEAR)
        clock.plan(session, here, NEW_YEAR)
    for day in range(366):
        clock.tick(NEW_YEAR + timedelta(days=day))
    with database.reading() as session:
        alerts = list(session.scalars(select(Alert).order_by(Alert.id)))
        posts = list(session.scalars(select(Letter).where(Letter.template == "complaints.rises").order_by(Letter.id)))
    assert [one.day for one in alerts] == RISES
    assert {one.cell for one in alerts} == {("", "")}
    assert [one.not_before.date() for one in posts] == RISES
    assert posts[0].args["sentence"] == "83 complaints from 1 to 14 April 2015, where 53 are usual: 1.6 times as many."
    assert [len(one.args["newest"]) for one in posts] == [3] * 4
