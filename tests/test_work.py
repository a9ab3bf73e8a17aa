"""Longer work goes on where it was."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.database import Database
from models import outbox
from models.workspaces import Workspace
from tests.post_office import NINE, Office, open_office


@pytest.fixture
def office(database: Database, workspace: Workspace, tmp_path: Path) -> Iterator[Office]:
    with open_office(database, workspace, tmp_path) as opened:
        yield opened


def test_longer_work_goes_on_where_it_was(office: Office) -> None:
    seen: list[tuple[Any, Any]] = []

    def count(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: Any) -> Any:
        seen.append((args["upto"], cursor))
        step = (cursor or 0) + 1
        return step if step < args["upto"] else None

    office.works["test.count"] = count
    with office.promise() as session:
        letter = outbox.work(session, office.here, "test.count", at=NINE, upto=3)
    left = office.drain()
    assert seen == [(3, None), (3, 1), (3, 2)]
    assert [one.kind for one in left] == ["work"] and office.fate(letter)[0] == "sent"


def test_a_step_that_fails_leaves_nothing_behind_and_is_done_again(office: Office) -> None:
    tries = 0

    def rename(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: Any) -> Any:
        nonlocal tries
        tries += 1
        steps = (cursor or 0) + 1
        here.name = f"{here.name}+"
        session.flush()
        if tries == 2:
            raise RuntimeError("half way")
        return steps if steps < 3 else None

    office.works["test.rename"] = rename
    with office.promise() as session:
        letter = outbox.work(session, office.here, "test.rename", at=NINE)
    office.drain(0)
    assert office.fate(letter) == ("ready", "our_fault")
    office.drain()
    with office.database.reading() as session:
        assert session.get_one(Workspace, office.here.id).name == "Harbour & Pine+++"
