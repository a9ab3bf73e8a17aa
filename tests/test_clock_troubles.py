"""What the clock does when a schedule fails, and what it costs when nothing is due."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from models import health
from models.choices import Chosen
from models.occasions import Moment
from models.outbox import Letter
from models.workspaces import Workspace, install
from tests.timetable import BERLIN, CARE, NEWS, Timetable, local


@pytest.fixture
def table(database):
    """A monthly digest, on the last working day at 16:00, running in one channel since the first of November."""
    made = Timetable(database)
    made.speaks("rhythm.digest", Chosen("day"), Chosen("at"), wanted="digest")
    made.choose("2026-11-01T09:00", on=True, channels=[CARE])
    return made


def test_a_schedule_that_fails_is_undone_and_tried_again_and_stops_nobody(table, caplog):
    broken, words = [True], "Acme Corp is unhappy"

    @table.clock.monthly("rhythm.broken", Chosen("day"), "15:00")
    def play(session: Session, here: Workspace, channel: str, moment: datetime) -> list[Letter]:
        install(session, "T0GHOST000", name="", url="", bot_user="", bot_id="", scopes=[], at=moment)
        if broken[0]:
            raise KeyError(words)
        return []

    table.choose("2026-11-02T10:00")
    with caplog.at_level(logging.ERROR):
        table.tick("2026-11-30T16:00")
    assert [name for name, _, _ in table.said] == ["rhythm.digest"]
    assert "KeyError" in caplog.text and "id=" in caplog.text and "Acme" not in caplog.text
    with table.database.reading() as session:
        assert session.scalar(select(Workspace.id).where(Workspace.team_id == "T0GHOST000")) is None
    assert "rhythm.broken" not in [one.name for one in table.occasions()]
    broken[0] = False
    assert [(one.name, local(one.at)) for one in table.live("2026-12-02T09:00")] == [
        ("rhythm.broken", "Tue 01 Dec 15:00")  # that day's message was the digest
    ]


def test_a_process_that_is_told_to_end_finishes_the_moment_in_hand_and_leaves_the_rest_to_the_next_start(table):
    table.choose("2026-11-02T10:00", channels=[CARE, NEWS])
    now = table.at("2026-11-30T16:00")
    assert table.clock.tick(now, ended=lambda: True) == []
    assert [one.audience for one in table.clock.tick(now, ended=lambda: bool(table.said))] == [table.said[0][1]]
    table.tick("2026-11-30T16:05")
    assert sorted(who for _, who, _ in table.said) == [CARE, NEWS]


def test_one_that_fails_beyond_its_grace_is_given_up_and_told(table, caplog):
    @table.clock.monthly("rhythm.broken", Chosen("day"), "15:00")
    def play(session: Session, here: Workspace, channel: str, moment: datetime) -> list[Letter]:
        raise RuntimeError

    table.choose("2026-11-02T10:00", digest=False)
    now = table.at("2026-11-30T15:00")
    tries = 0
    with caplog.at_level(logging.CRITICAL):
        while not table.occasions("skipped") and tries < 200:
            table.tick(now)
            now, tries = now + timedelta(minutes=5), tries + 1
    assert now - table.at("2026-11-30T15:00") <= timedelta(hours=12, minutes=10)
    with table.database.reading() as session:
        report = health.report(session, table.here, since=table.at("2026-11-30T12:00"))
    assert [one["name"] for one in report["skipped"]] == ["rhythm.broken"]
    assert local(table.next[0][1]) == "Thu 31 Dec 15:00"


def test_a_failure_that_another_process_has_overcome_changes_nothing(table, monkeypatch):
    """One clock fails at a moment which the other plays meanwhile: its next turn stays where it is."""
    rival, play = Clock(table.database, table.clock.rituals), Clock._play
    rival.schedules = table.clock.schedules

    def overtaken(self: Clock, session: Session, moment_id: int, now: datetime) -> Any:
        if self is rival:
            return play(self, session, moment_id, now)
        session.rollback()
        rival.tick(now)
        raise RuntimeError("too late")

    monkeypatch.setattr(Clock, "_play", overtaken)
    if not table.database.sqlite:  # SQLite's one writer lets nobody in between
        table.tick("2026-11-30T16:00")
        assert [local(at) for _, at in table.next] == ["Thu 31 Dec 16:00"]


def test_a_schedule_that_no_longer_exists_leaves_no_moment(table):
    table.clock.schedules.clear()
    assert table.tick("2026-11-30T16:00") == [] and table.next == []


# --- what an idle tick costs ------------------------------------------------------------------------


def test_an_idle_tick_asks_one_question_however_many_companies_there_are(table):
    asked: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT", "DELETE")):
            asked.append(statement)

    event.listen(table.database.engine, "before_cursor_execute", count)
    table.tick("2026-11-20T10:00")
    alone = len(asked)
    with table.database.writing() as session:
        due = table.at("2026-12-01T09:00")
        for number in range(300):
            here = install(
                session, f"T{number:08}", name="", url="", bot_user="U1", bot_id="", scopes=[], at=due,
            )  # fmt: skip
            session.add(
                Moment(
                    workspace_id=here.id, name="rhythm.digest", audience=CARE, zone=BERLIN, period="2026-12",
                    due_at=due, next_at=due,
                )
            )  # fmt: skip
    asked.clear()
    table.tick("2026-11-20T10:01")
    with table.database.reading() as session:
        assert session.scalar(select(func.count(Moment.id))) == 301
    assert alone == 1 and len(asked) == 2  # the tick's one, and the count above
