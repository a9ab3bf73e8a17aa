"""What every export does, whichever ritual's record it takes away: pieces, files, rights, and stopping."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models import audit, exports, outbox, rights
from models.errors import Refusal
from models.exports import Export, Part
from models.outbox import Letter

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def counting(upto):
    """A part whose rows are numbers, two at a time."""

    def page(session, here, scope, after):
        found = [(number, scope) for number in range(after + 1, min(after + 2, upto) + 1)]
        return found, found[-1][0] if len(found) == 2 else None

    return page


EXPORT = Export(
    ritual="tests", work="tests.export", sent="tests.exported", stopped="tests.export_stopped",
    parts=(Part("odd", ("number", "of"), counting(7)), Part("none", ("number", "of"), counting(0))),
    scope=lambda session, here, reader, args: args["width"] or None, told=("width",),
)  # fmt: skip


@pytest.fixture
def taken(session, workspace, people):
    """Chloé, who leads, asks for everyone's; gives the work that was promised."""
    rights.give(session, workspace, rights.CX_LEAD, [people.chloe.slack_id], by="operator", at=NOON)
    return ordered(session, workspace, people.chloe)


def ordered(session, here, by, **args):
    asked = {"whole": True, "noted": {"of": "all"}, "width": "all of it", **args}
    exports.order(session, here, EXPORT, by, at=NOON, **asked)
    return letters(session, "work")[-1]


def letters(session, kind):
    return list(session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


def go(session, here, work, steps=100):
    """As the delivery does: step by step, until it is done."""
    cursor = None
    for _ in range(steps):
        cursor = exports.step(session, here, EXPORT, work.args, cursor, at=NOON)
        if cursor is None:
            return True
    return False


def test_a_part_in_several_files_then_the_next_and_each_with_its_head(session, workspace, taken, monkeypatch):
    monkeypatch.setattr(exports, "FILE", 4)
    assert go(session, workspace, taken)
    sent = letters(session, "file")
    assert [one.attachment["name"] for one in sent] == ["tests-odd.csv", "tests-odd-2.csv", "tests-none.csv"]
    assert [one.attachment["content"].split() for one in sent] == [
        ["\ufeffnumber,of", *(line for number in range(1, 5) for line in (f"{number},all", "of", "it"))],
        ["\ufeffnumber,of", *(line for number in range(5, 8) for line in (f"{number},all", "of", "it"))],
        ["\ufeffnumber,of"],
    ]
    assert [one.args for one in sent] == [
        {"part": part, "rows": rows, "width": "all of it"} for part, rows in (("odd", 4), ("odd", 3), ("none", 0))
    ]
    assert {one.needs for one in sent} == {"export all"} and {one.template for one in sent} == {"tests.exported"}


def test_ones_own_needs_no_right_and_carries_the_stretch_in_its_name(session, workspace, people):
    work = ordered(session, workspace, people.ana, whole=False, named="2026-10")
    assert go(session, workspace, work)
    sent = letters(session, "file")
    assert [one.attachment["name"] for one in sent] == ["tests-2026-10-odd.csv", "tests-2026-10-none.csv"]
    assert [one.needs for one in sent] == [None, None]


def test_asking_is_on_record_and_not_for_guests(session, workspace, people, taken):
    (line,) = [one for one in audit.latest(session, workspace) if one.act == "exported"]
    assert (line.about, line.by, line.detail) == ("tests", people.chloe.slack_id, {"of": "all"})
    people.ben.guest = True
    with pytest.raises(Refusal, match="members of the company"):
        ordered(session, workspace, people.ben)


def taken_away(session, here, chloe, work):
    rights.take_away(session, here, rights.CX_LEAD, [chloe.slack_id], by="operator", at=NOON)


def gone(session, here, chloe, work):
    chloe.gone = True


def narrowed(session, here, chloe, work):
    work.args = {**work.args, "width": ""}


@pytest.mark.parametrize("happens", [taken_away, gone, narrowed])
def test_it_ends_without_a_file_as_soon_as_it_may_not_go_on(session, workspace, people, taken, happens):
    assert not go(session, workspace, taken, steps=2)
    happens(session, workspace, people.chloe, taken)
    session.flush()
    assert exports.step(session, workspace, EXPORT, taken.args, {"after": 4, "text": "x", "rows": 4}, at=NOON) is None
    assert letters(session, "file") == []


def test_stopping_empties_what_waits_and_tells_each_who_waits_once(session, workspace, people, taken):
    other = outbox.work(session, workspace, "others.export", at=NOON, user="U1", words="others'")
    own = ordered(session, workspace, people.ana, whole=False)
    assert go(session, workspace, taken)
    arrived, waiting = letters(session, "file")
    taken.status = arrived.status = outbox.SENT
    session.flush()
    for _ in range(2):
        exports.stop(session, workspace, EXPORT, at=NOON)
    for one in (own, waiting):
        assert (one.status, one.reason, one.args, one.attachment) == (outbox.DROPPED, "erased", {}, None)
    assert (arrived.status, arrived.attachment, other.status) == (outbox.SENT, None, outbox.READY)
    told = [(one.user, one.template) for one in letters(session, "dm")]
    assert sorted(told) == sorted((one.slack_id, "tests.export_stopped") for one in (people.ana, people.chloe))


def test_the_command_line_gets_every_row_by_its_head(session, workspace):
    rows = list(exports.rows_of(session, workspace, EXPORT.parts[0], "operator"))
    assert rows == [{"number": number, "of": "operator"} for number in range(1, 8)]
