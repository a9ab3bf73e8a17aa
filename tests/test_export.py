"""A record as CSV: whatever people typed, a spreadsheet only shows it; what is exported is on record."""

import csv
import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import audit, spreadsheets
from tests.commands import Command, command_line, environment_of
from tests.harbour import Slack

STARTS = ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
BEFORE = ["", " ", "   ", "\u00a0", "\u200b", "\ufeff", "\u3000", " \u00a0 ", "\x0b", "\t", "\n", "\r\n"]
FORMULA = 'cmd|" /C calc"!A1'


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("before", BEFORE, ids=ascii)
@pytest.mark.parametrize("start", STARTS, ids=ascii)
def test_no_start_of_a_formula_is_left_as_one(start: str, before: str) -> None:
    typed = before + start + FORMULA
    assert spreadsheets.safe(typed) == "'" + typed
    assert cells(spreadsheets.text([{"words": typed}])) == [["words"], ["'" + typed]]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=ascii)
@pytest.mark.parametrize("start", STARTS, ids=ascii)
def test_nor_one_that_begins_a_later_line_of_a_cell(start: str, newline: str) -> None:
    typed = f"thank you{newline}  {start}{FORMULA}"
    assert spreadsheets.safe(typed) == "'" + typed


@pytest.mark.parametrize(
    "typed", ["a=b", "5-3", "mail me @ noon", "", "'=1", "e=mc²", "two\nlines", "„=“", "# 1", "(-5)", '"=1"']
)
def test_plain_words_stay_as_they_were_typed(typed: str) -> None:
    assert spreadsheets.safe(typed) == typed


@pytest.mark.parametrize("value", [-5, 0, 3.5, -0.1, True, None])
def test_numbers_stay_numbers(value: object) -> None:
    assert spreadsheets.safe(value) is value
    assert cells(spreadsheets.text([{"n": value, "more": "x"}]))[1][0] == ("" if value is None else str(value))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1))
def test_any_text_comes_back_from_the_file_whole(typed: list[str]) -> None:
    rows = [{"number": number, "words": words} for number, words in enumerate(typed)]
    read = cells(spreadsheets.text(rows))
    assert read[0] == ["number", "words"]
    assert [words.removeprefix("'") for _, words in read[1:]] == [words.removeprefix("'") for words in typed]


def test_rows_are_written_as_they_come_not_gathered_first() -> None:
    to, seen = io.StringIO(newline=""), []

    def rows() -> Iterator[dict[str, int]]:
        for number in range(3):
            seen.append(to.getvalue().count("\r\n"))
            yield {"number": number}

    assert spreadsheets.write(rows(), to) == 3
    assert seen == [0, 2, 3]


def test_no_rows_are_an_empty_file() -> None:
    assert spreadsheets.text([]) == ""


# --- from the command line -------------------------------------------------------------------------


@pytest.fixture
def operator(
    slack: Slack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Command]:
    with command_line(monkeypatch, capsys, tmp_path) as command:
        yield lambda *words: command(*words, **environment_of(slack))


def test_an_export_prints_or_writes_the_same_rows_and_is_on_record(
    operator: Command, slack: Slack, tmp_path: Path
) -> None:
    slack.ana.types("/champion @ben for =2+5 and calling them back")
    printed = operator("export", "champions")
    assert "'=2+5 and calling them back" in printed.out
    said = operator("export", "champions", "--to", "rows.csv").out
    file = tmp_path / "rows.csv"
    assert said == "1 rows written to rows.csv\n"
    assert file.read_text(encoding="utf-8").splitlines() == printed.out.splitlines()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with slack.writing() as (session, here):
        assert [line.act for line in audit.latest(session, here, 2)] == ["exported", "exported"]


def test_an_export_that_can_not_be_written_says_so(operator: Command, tmp_path: Path) -> None:
    assert operator("export", "champions", "--to", "nowhere/rows.csv").refused("No such file or directory")
    assert operator("export", "champions", "--to", str(tmp_path)).refused("Is a directory")
    assert operator("export", "complaint", "--to", "rows.csv").refused("There is no ritual “complaint”")
    assert not (tmp_path / "rows.csv").exists()
