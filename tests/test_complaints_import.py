"""`import complaints FILE`: every row accounted for, nothing counted twice, and what a colleague put right stays."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.database import Database
from models import complaints, customers, journey, members, outbox, verbatims
from models.complaints import Complaint
from models.workspaces import Workspace
from tests.commands import Command, command_line

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
TEXT = (
    "Ticket,Complaint,Received,Stage,Category,Priority,Channel,Status,Customer\n"
    "T-1,The second invoice is wrong,2026-09-01,Pay and be billed,billing,high,Phone,Closed,4711\n"
    "T-2,Nobody called back,2026-09-02,help,How we handled it,,Web form,Open,Birch Bakery\n"
    "T-3,My data was shown to somebody else,2026-09-03,use,privacy_safety,low,carrier pigeon,New,\n"
    "T-4,Something else,2026-09-04,Lunch,Soup,,,,\n"
    ",No number,2026-09-04,,,,,,\n"
    "T-6,,2026-09-04,,,,,,\n"
    "T-7,Nobody knows when,,,,,,,\n"
    "T-8,Still to come,2027-01-01,,,,,,\n"
)
SAID = (
    "8 rows: 4 new, 0 changed, 0 unchanged, 4 rejected. 2 of the new ones are open. 1 waits for a stage. "
    "2 names of a stage or category that nobody here knows. 1 doubtful value left empty."
)


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


def by_ref(database: Database) -> dict[str, Complaint]:
    with database.reading() as session:
        return {one.ref or "": one for one in session.scalars(select(Complaint))}


def every(database: Database) -> list[Complaint]:
    with database.reading() as session:
        return list(session.scalars(select(Complaint)))


def test_the_regulators_list_comes_in_with_every_row_accounted_for(operator, database, shared, tmp_path):
    file = shared / "data" / "comcast_complaints.csv"
    words = ("import", "complaints", str(file), "--set", "stage=use", "--set", "category=broken")
    told = operator(*words)
    assert told.lines[-1] == (
        "2,224 rows: 2,224 new, 0 changed, 0 unchanged, 0 rejected. 517 of the new ones are open."
    )
    assert "  on (day it came in): column “Date_month_year”" in told.lines
    assert "  what (what happened): column “Customer Complaint”" in told.lines
    with file.open(encoding="utf-8-sig") as opened:
        rows = {row["Ticket #"]: row for row in csv.DictReader(opened)}
    kept = by_ref(database)
    assert kept.keys() == rows.keys()
    for ref, row in rows.items():
        one = kept[ref]
        assert one.on == datetime.strptime(row["Date_month_year"], "%d-%b-%y").replace(tzinfo=UTC).date()
        assert (one.state == "received") == (row["Status"] in ("Open", "Pending"))
        assert one.source == {"Customer Care Call": "call", "Internet": "web"}[row["Received Via"]]
        assert one.what.split() == row["Customer Complaint"].split()
    assert sorted(one.number for one in kept.values()) == list(range(1, 2225))
    assert len({one.origin for one in kept.values()}) == 1
    assert operator(*words).lines[-1] == "2,224 rows: 0 new, 0 changed, 2,224 unchanged, 0 rejected."
    assert count(database, outbox.Letter) == 0  # an import posts nothing
    assert not list(tmp_path.glob("*rejects*"))


def test_each_row_is_understood_or_named_with_its_reason(operator, database, tmp_path):
    (tmp_path / "c.csv").write_text(TEXT)
    assert operator("import", "complaints", "c.csv").lines[-1] == SAID
    rejects = list(csv.reader((tmp_path / "c.csv.rejects.csv").read_text("utf-8-sig").splitlines()))
    assert [(row[0], row[1]) for row in rejects[1:]] == [
        ("6", "it has no complaint number"),
        ("7", "it does not say what happened: fill that in"),
        ("8", "it does not say when it came in: fill in the day, as 2026-09-30"),
        ("9", "1 January 2027 is still to come: correct the day"),
    ]
    kept = by_ref(database)
    assert [(one.stage, one.category, one.severity, one.source) for one in kept.values()] == [
        ("pay", "billing", 3, "call"), ("help", "handling", 2, "web"), ("use", "privacy_safety", 3, "other"),
        ("unsure", "other", 2, "import"),
    ]  # fmt: skip
    assert kept["T-3"].restricted and count(database, verbatims.Verbatim) == 3
    assert kept["T-2"].customer_said == "Birch Bakery" and kept["T-2"].due_at is None
    assert (kept["T-1"].state, kept["T-2"].state) == ("closed", "received")
    assert operator("import", "complaints", "c.csv").lines[-1].startswith("8 rows: 0 new, 0 changed, 4 unchanged")


def test_what_the_list_says_otherwise_is_taken_over_and_what_a_colleague_put_right_stays(operator, database, tmp_path):
    (tmp_path / "c.csv").write_text(TEXT)
    operator("import", "complaints", "c.csv")
    with database.writing() as session:
        one = session.scalars(select(Complaint).where(Complaint.ref == "T-2")).one()
        one.category = "late"  # put right in Slack
    (tmp_path / "c.csv").write_text(
        TEXT.replace("T-2,Nobody called back", "T-2,Nobody ever called back").replace("Open", "Solved")
    )
    assert "0 new, 1 changed, 3 unchanged" in operator("import", "complaints", "c.csv").lines[-1]
    one = by_ref(database)["T-2"]
    assert (one.what, one.category, one.state) == ("Nobody ever called back", "late", "closed")


def test_words_that_were_erased_do_not_come_back(operator, database, tmp_path):
    (tmp_path / "c.csv").write_text(TEXT)
    operator("import", "complaints", "c.csv")
    with database.writing() as session:
        session.scalars(select(Complaint).where(Complaint.ref == "T-2")).one().what = ""
    for text in (TEXT, TEXT.replace("Nobody called back", "Nobody called")):
        (tmp_path / "c.csv").write_text(text)
        operator("import", "complaints", "c.csv")
        assert by_ref(database)["T-2"].what == ""


def test_a_list_counts_on_a_base_of_its_own_and_a_named_system_keeps_its(operator, database, tmp_path):
    (tmp_path / "a.csv").write_text("Ticket,Complaint,Received\n1,Late,2026-09-01\n")
    (tmp_path / "b.csv").write_text("Case,Description,Date\n1,Other,2026-09-09\n")
    (tmp_path / "wider.csv").write_text("Ticket,Complaint,Received,Stage\n1,Late,2026-09-01,use\n")
    operator("import", "complaints", "a.csv")
    operator("import", "complaints", "b.csv")
    assert len({one.origin for one in every(database)}) == 2
    said = operator("import", "complaints", "wider.csv").lines[-1]
    assert "0 new, 1 changed" in said  # the same number on the same day, though the columns are others
    said = operator("import", "complaints", "a.csv", "--set", "system=Helpdesk").lines[-1]
    assert "1 new" in said and count(database, Complaint, Complaint.origin == "import helpdesk") == 1


def test_customers_are_found_by_number_and_by_the_name_that_one_alone_has(operator, database, workspace, tmp_path):
    with database.writing() as session:
        here = session.get_one(Workspace, workspace.id)
        for ref, name in (("4711", "Acme"), ("4712", "Birch Bakery"), ("1", "Twin"), ("2", "Twin")):
            known = customers.Customer(
                workspace_id=here.id, ref=ref, name=name, folded=name.casefold(), source="slack", at=NOW
            )
            session.add(known)
    rows = "".join(f"{n},Late,2026-09-01,{name}\n" for n, name in enumerate(("4711", "birch bakery", "Twin", "Nobody")))
    (tmp_path / "c.csv").write_text("Ticket,Complaint,Received,Customer\n" + rows)
    operator("import", "complaints", "c.csv")
    kept = by_ref(database)
    assert [kept[str(n)].customer_id is not None for n in range(4)] == [True, True, False, False]
    assert [kept[str(n)].customer_said for n in range(4)] == ["", "", "Twin", "Nobody"]


def test_a_text_that_names_a_colleague_is_restricted(operator, database, workspace, tmp_path):
    with database.writing() as session:
        here = session.get_one(Workspace, workspace.id)
        members.remember(session, here, {"id": "U0BEN00000", "real_name": "Ben Okafor"}, at=NOW)
    (tmp_path / "c.csv").write_text(
        "Ticket,Complaint,Received\n1,It was Ben Okafor who hung up,2026-09-01\n2,Late,2026-09-01\n"
    )
    operator("import", "complaints", "c.csv")
    assert [one.restricted for one in by_ref(database).values()] == [True, False]
    assert count(database, verbatims.Verbatim) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "stage=lunch"], "is no stage of yours: it is one of find, buy"),
        (["--set", "category=soup"], "is no category of yours: it is one of not_as_promised"),
        (["--on", "2026-09-01"], "leave --on and --head-count away"),
    ],
)
def test_what_can_not_be_meant_is_refused_before_anything_is_written(operator, database, tmp_path, words, said):
    (tmp_path / "c.csv").write_text("Ticket,Complaint,Received\n1,Late,2026-09-01\n")
    told = operator("import", "complaints", "c.csv", *words)
    assert told.refused(said) and count(database, Complaint) == 0


def test_rows_without_stage_are_filed_by_their_words_where_that_was_asked_for(operator, database, tmp_path):
    (tmp_path / "c.csv").write_text(
        "Ticket,Complaint,Received\n1,The invoice was wrong and they charged me twice,2026-09-01\n"
    )
    operator("import", "complaints", "c.csv", "--set", "suggest=yes")
    one = by_ref(database)["1"]
    assert (one.stage, one.category) == ("pay", "billing")


def test_the_companys_own_labels_are_understood(operator, database, workspace, tmp_path):
    with database.writing() as session:
        here = session.get_one(Workspace, workspace.id)
        journey.add(session, here, journey.CATEGORY, "Parking", by="U0DANA0000", at=NOW)
    (tmp_path / "c.csv").write_text("Ticket,Complaint,Received,Category\n1,No space,2026-09-01,PARKING\n")
    operator("import", "complaints", "c.csv")
    assert by_ref(database)["1"].category == "parking"
    assert complaints.IMPORT.key == "id" and date(2026, 9, 1) == by_ref(database)["1"].on


def test_what_the_words_suggest_is_filed_once_and_never_moves_again(operator, database, tmp_path):
    """The past that suggestions read is other each time; the list said nothing new."""
    (tmp_path / "c.csv").write_text(
        "Ticket,Complaint,Received\n1,The invoice was wrong and they charged me twice,2026-09-01\n2,Hm,2026-09-01\n"
    )
    operator("import", "complaints", "c.csv")
    assert by_ref(database)["1"].stage == complaints.UNSURE
    told = operator("import", "complaints", "c.csv", "--set", "suggest=yes")
    assert "0 new, 1 changed, 1 unchanged" in told.lines[-1] and by_ref(database)["1"].stage == "pay"
    with database.writing() as session:
        session.scalars(select(Complaint).where(Complaint.ref == "1")).one().stage = "help"  # a colleague knows better
    told = operator("import", "complaints", "c.csv", "--set", "suggest=yes")
    assert "0 new, 0 changed, 2 unchanged" in told.lines[-1] and by_ref(database)["1"].stage == "help"
