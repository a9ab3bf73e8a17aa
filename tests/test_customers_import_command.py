"""`import customers FILE`, as its operator meets it: what it says, what it writes, and what a crash leaves."""

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import importing
from bot.database import Database
from bot.operating import Operating
from models import audit, customers, journey
from models.customers import drafts
from models.customers.ledger import HERE, LOST, Customer, Event, Meaning
from models.imports import Piece, Upload
from models.workspaces import Workspace
from tests.commands import Command, command_line
from tests.files import workbook
from tests.process import until

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
TEXT = "id,name,status,mrr\n1,Acme,active,100\n2,=Birch,churned,50\n3,Cedar,whatever,20\n,Dune,active,70\n"


@pytest.fixture
def operator(
    database: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Iterator[Command]:  # fmt: skip
    """The command line of the company, in an empty folder."""
    with command_line(monkeypatch, capsys, tmp_path) as command:
        yield partial(command, DATABASE_URL=database.url, LOG_LEVEL="ERROR")


def count(database: Database, table: Any, *where: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def test_the_telecom_company_comes_in_with_every_row_accounted_for(operator, database, shared, tmp_path):
    file = str(shared / "data" / "telco_customers.csv")
    words = ("import", "customers", file, "--on", "2026-09-30", "--set", "kind=consumer")
    told = operator(*words)
    assert told.lines[-1] == (
        "7,043 rows: 7,043 new, 0 changed, 0 unchanged, 0 rejected. 1,869 lost on 30 September 2026."
    )
    assert "  state (here or lost): column “Churn Label”" in told.lines
    with database.reading() as session:
        losses = session.execute(
            select(Event.said, Event.reason, func.count()).where(Event.kind == LOST).group_by(Event.said, Event.reason)
        ).all()
        assert (len(losses), sum(often for _, _, often in losses)) == (20, 1869)
        keys = {said: reason for said, reason, _ in losses}
        assert (keys["Moved"], keys["Don't know"], keys["Attitude of support person"]) == (
            "closed_moved", "unknown", "other",
        )  # fmt: skip
        unmapped = [said for said, reason in keys.items() if reason == "other" and not journey.reason_named(said)]
        assert session.scalar(select(func.count(Meaning.id))) == len(unmapped)
        values = select(func.sum(Customer.value), func.count()).where(Customer.kind == "consumer")
        assert session.execute(values).one() == (45611660, 7043)
    assert operator(*words).lines[-1] == "7,043 rows: 0 new, 0 changed, 7,043 unchanged, 0 rejected."
    assert not list(tmp_path.glob("*rejects*")) and not list(Path(file).parent.glob("*rejects*"))


def test_rejected_rows_go_to_a_file_that_runs_nothing_and_come_in_once_they_are_right(operator, database, tmp_path):
    (tmp_path / "c.csv").write_text(TEXT)
    told = operator("import", "customers", "c.csv", "--on", "2026-09-30")
    assert told.lines[-1] == "4 rows: 2 new, 0 changed, 0 unchanged, 2 rejected. 1 lost on 30 September 2026."
    file = tmp_path / "c.csv.rejects.csv"
    rejects = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rejects[0] == ["line", "reason", "id", "name", "status", "mrr"]
    assert [row[0] for row in rejects[1:]] == ["4", "5"] and rejects[2][1] == "it has no customer number"
    assert file.stat().st_mode & 0o077 == 0
    file.write_text(file.read_text("utf-8-sig").replace("whatever", "=lost"))
    other = operator("import", "customers", str(file), "--on", "2026-09-30", "--rejects", "again.csv")
    assert "2 rows: 0 new" in other.lines[-1] and "'=lost" in (tmp_path / "again.csv").read_text()
    file.write_text(file.read_text().replace("=lost", "lost"))
    assert "1 new, 0 changed, 0 unchanged, 1 rejected" in operator(
        "import", "customers", str(file), "--on", "2026-09-30"
    ).lines[-1]  # fmt: skip
    assert count(database, Customer) == 3


def test_a_dry_run_says_the_same_and_writes_nothing(operator, database, tmp_path):
    (tmp_path / "c.csv").write_text(TEXT)
    told = operator("import", "customers", "c.csv", "--on", "2026-09-30", "--dry-run")
    assert told.lines[-1] == (
        "Nothing was written. It would be: 4 rows: 2 new, 0 changed, 0 unchanged, 2 rejected. "
        "1 lost on 30 September 2026."
    )
    assert [count(database, table) for table in (Customer, Event, Upload, Meaning)] == [0, 0, 0, 0]
    assert [path.name for path in tmp_path.iterdir() if "rejects" in path.name] == []


def test_columns_values_and_days_can_be_said(operator, database, tmp_path):
    (tmp_path / "c.csv").write_bytes(
        "Nr;Wer;Weg am;Monatsbetrag\n1;Bäcker Łódź;03/04/2026;1.234,50\n2;Müller;;80,00\n".encode("cp1250")
    )
    words = ("import", "customers", "c.csv", "--encoding", "cp1250", "--map", "id=Nr", "--map", "name=Wer",
             "--map", "lost_on=Weg am", "--map", "value=Monatsbetrag", "--set", "currency=PLN")  # fmt: skip
    assert operator(*words).refused("“03/04/2026” in “lost_on” can be read in two ways", "--dates DMY")
    told = operator(*words, "--dates", "dmy")
    assert told.lines[-1] == "2 rows: 2 new, 0 changed, 0 unchanged, 0 rejected. 1 lost."
    with database.reading() as session:
        lost, here = session.scalars(select(Customer).order_by(Customer.ref))
        assert (lost.name, lost.value, lost.currency, lost.lost_on) == ("Bäcker Łódź", 123450, "PLN", date(2026, 4, 3))
        assert (here.state, here.value) == ("here", 8000)


def test_a_workbook_comes_in_as_a_csv_does(operator, database, tmp_path):
    (tmp_path / "c.xlsx").write_bytes(
        workbook(("Customer ID", "Name", "Churned"), (1, "Acme", "no"), (2, "Birch", True), (3.0, "Cedar", False))
    )
    told = operator("import", "customers", "c.xlsx", "--on", "2026-09-30")
    assert told.lines[-1] == "3 rows: 3 new, 0 changed, 0 unchanged, 0 rejected. 1 lost on 30 September 2026."
    with database.reading() as session:
        assert list(session.scalars(select(Customer.ref).order_by(Customer.ref))) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("customers", "none.csv"), "No such file"),
        (("customers", "."), "Is a directory"),
        (("champions", "c.csv"), "Nothing can be imported into “champions”: there is customers"),
        (("customers", "c.csv", "--map", "id"), "“id” is no mapping: write it as field=Column"),
        (("customers", "c.csv", "--set", "kind", "--on", "soon"), "“soon” is no day: write it as 2026-09-30"),
        (("customers", "c.csv", "--set", "id=1", "--on", "2026-09-30"), "each row needs one of its own"),
        (("customers", "c.csv", "--dates", "XXX"), "no order of days"),
        (("customers", "c.csv", "--sheet", "A", "--on", "2026-09-30"), "Only Excel workbooks have sheets"),
        (("customers", "c.csv", "--head-count", "9"), "A head count is of a day"),
        (("customers", "c.csv", "--on", "2026-09-30", "--rejects", "no/r.csv"), "can't be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(operator, tmp_path, words, said):
    (tmp_path / "c.csv").write_text(TEXT)
    assert operator("import", *words).refused(said)


def test_who_imported_is_on_record_and_the_file_is_not_kept(operator, database, tmp_path):
    (tmp_path / "c.csv").write_text(TEXT)
    operator("import", "customers", "c.csv", "--on", "2026-09-30")
    with database.reading() as session:
        line = session.scalars(select(audit.Audit)).one()
        assert (line.act, line.about, line.by) == ("imported", "customers", "operator")
    assert count(database, Piece) == 0


# --- crashes ---------------------------------------------------------------------------------------

MANY = "id,name,status\n" + "".join(
    f"{number},Company {number},{'lost' if number % 4 == 0 else 'active' if number % 50 else 'odd'}\n"
    for number in range(1, 101)
)


class Died(BaseException):
    """Stands for a process that is killed between two batches."""


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_an_import_that_broke_off_goes_on_where_it_was(database, workspace, tmp_path, monkeypatch, batches):
    monkeypatch.setattr(importing, "BATCH", 20)
    file = tmp_path / "c.csv"
    file.write_text(MANY)
    wish, done = importing.wish([], [], on="2026-09-30", days=""), []

    def die(read: int) -> None:
        done.append(read)
        if len(done) > batches:
            raise Died

    with pytest.raises(Died), importing.opened(Operating(database, "", NOW), "customers", file, wish) as one:
        one.run(die)
    assert count(database, Customer) < 100
    with (tmp_path / "c.csv.rejects.csv").open("a") as rejects:
        rejects.write("half a li")  # what was being written when it ended
    with importing.opened(Operating(database, "", NOW), "customers", file, wish) as one:
        line = one.run(lambda read: None)
    assert line == "100 rows: 99 new, 0 changed, 0 unchanged, 1 rejected. 25 lost on 30 September 2026."
    assert count(database, Event, Event.kind == HERE) == 99  # still a first import: nobody was gained by the crash
    assert count(database, Event) == 124 and count(database, Upload) == 1
    lines = (tmp_path / "c.csv.rejects.csv").read_text().splitlines()
    assert len([line for line in lines if "Company 50" in line]) == 1


def test_killed_in_the_middle_it_loses_nothing_and_repeats_nothing(database_url, database, workspace, tmp_path):
    file = tmp_path / "c.csv"
    rows = "".join(f"{number},Company {number},{'lost' if number % 3 == 0 else 'active'}\n" for number in range(6_000))
    file.write_text("id,name,status\n" + rows)
    words = [sys.executable, "-m", "bot", "import", "customers", str(file), "--on", "2026-09-30"]
    environ = {**os.environ, "DATABASE_URL": database_url, "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(words, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: process.poll() is not None or count(database, Customer), "its first batch")
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = subprocess.run(words, cwd=ROOT, env=environ, check=True, capture_output=True, text=True)
    told = again.stdout.splitlines()[-1]
    assert told.startswith("6,000 rows: ") and "0 changed" in told and "0 rejected" in told
    assert count(database, Customer) == 6_000 == count(database, Event, Event.kind == HERE)
    assert count(database, Event, Event.kind == LOST) == 2000


def test_a_customer_whom_somebody_else_writes_down_at_that_moment_is_taken_on_the_next_try(
    database, workspace, tmp_path, monkeypatch
):
    file, tries = tmp_path / "c.csv", []
    file.write_text("id,status\n1,active\n")
    real = drafts.of

    def late(session, here, refs):
        found = real(session, here, refs)
        tries.append(found)
        if len(tries) == 1:
            session.add(Customer(workspace_id=here.id, ref="1", source="hook", at=NOW))
            session.flush()
        return found

    monkeypatch.setattr(drafts, "of", late)
    wish = importing.wish([], [], on="2026-09-30", days="")
    with importing.opened(Operating(database, "", NOW), "customers", file, wish) as one:
        assert one.run(lambda read: None).startswith("1 row: 1 new")
    assert len(tries) == 2 and count(database, Customer) == 1


def test_the_same_older_snapshot_once_more_changes_nothing(database, workspace, tmp_path):
    august, september = ("a", "2026-08-31", "1,active"), ("b", "2026-09-30", "1,lost")
    for name, day, text in (august, september, august):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"id,status\n{text}\n")
        with importing.opened(
            Operating(database, "", NOW), "customers", file, importing.wish([], [], on=day, days="")
        ) as one:  # fmt: skip
            told = one.run(lambda read: None)
    assert told == "1 row: 0 new, 0 changed, 1 unchanged, 0 rejected."
    with database.reading() as session:
        assert customers.by_ref(session, workspace, "1").state == "lost"
