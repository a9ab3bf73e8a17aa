"""Tables out of any file: encodings, delimiters, heads, workbooks; and what is no table, told in a sentence."""

import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import erasure, imports, workspaces
from models.errors import Refusal
from models.imports import Field, Look, Survey, uploads, workbooks
from models.imports.reading import MOST_LINE, Place, Unreadable, rows
from tests.files import NOON, workbook

PLAIN = "id,name\n1,Café Zürich\n2,Œuvre\n"


def read(content: bytes, encoding: str = "") -> list[Any]:
    """All rows below the head, as the command line reads them."""
    file = io.BytesIO(content)
    pieces = imports.converted(file, encoding=encoding)
    if pieces is not None:
        file, encoding = io.BytesIO(b"".join(pieces)), ""
    table = imports.look(file, encoding=encoding)
    return [list(table.heads), *(cells for _, cells in imports.all_rows(file, table))]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=ascii)
def test_any_common_encoding_is_recognised(encoding, newline):
    found = read(PLAIN.replace("\n", newline).encode(encoding))
    assert found == [["id", "name"], ["1", "Café Zürich"], ["2", "Œuvre"]]


def test_a_rarer_encoding_can_be_named():
    assert read("id,name\n1,Łódź\n".encode("cp1250"), "cp1250")[1] == ["1", "Łódź"]
    assert read("id,name\n1,日本\n".encode("shift_jis"), "shift_jis")[1] == ["1", "日本"]
    with pytest.raises(Refusal, match="no encoding “klingon”"):
        read(b"id\n1\n", "klingon")


def test_one_line_in_another_encoding_spoils_no_other():
    found = read("id,name\n1,Café\n".encode() + "2,Café\n".encode("cp1252"))
    assert [row[1] for row in found[1:]] == ["Café", "Café"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_common_delimiter_is_recognised(mark):
    text = f'id{mark}name{mark}value\n1{mark}"A{mark}cme"{mark}1,5\n2{mark}Birch, Inc{mark}2,5\n'.replace("1,5", "15")
    if mark == ",":
        text = text.replace("Birch, Inc", "Birch").replace("2,5", "25")
    assert read(text.encode())[1][1] == f"A{mark}cme"


def test_excels_own_line_about_the_delimiter_is_believed():
    assert read(b"sep=;\nid;name,long\n1;Acme, Inc\n") == [["id", "name,long"], ["1", "Acme, Inc"]]


def test_titles_above_the_table_and_blank_lines_are_passed_over():
    found = read(b"Customers of 2026\n\nid,name,status\n1,Acme,lost\n\n\n2,Birch,here\n")
    assert found == [["id", "name", "status"], ["1", "Acme", "lost"], ["2", "Birch", "here"]]


def test_rows_have_the_numbers_that_a_spreadsheet_shows():
    file = io.BytesIO(b'id,note\n1,"two\nlines"\n\n2,x\n')
    table = imports.look(file)
    found, _ = rows(file, table, Place(table.start, table.line), 10)
    assert [line for line, _ in found] == [2, 4]


def test_reading_goes_on_at_any_row_where_it_stopped():
    file = io.BytesIO('id,note\n1,"zwölf\nZeilen"\n2,b\n\n3,"c ""quoted"""\n4,d\n'.encode())
    table = imports.look(file)
    place, found = Place(table.start, table.line), []
    while True:
        more, place = rows(file, table, place, 1)
        if not more:
            break
        found += more
    assert found == list(imports.all_rows(file, table))
    assert found[-2:] == [(5, ["3", 'c "quoted"']), (6, ["4", "d"])]


@pytest.mark.parametrize("broken", [b'2,"never ends', b'2,"ends" early'])
def test_a_row_with_odd_quotes_is_rejected_and_the_next_ones_are_read(broken):
    file = io.BytesIO(b"id,name\n1,a\n" + broken + b"\n3,c\n" + b"4,d\n" * 300)
    table = imports.look(file)
    found = list(imports.all_rows(file, table))
    assert found[0] == (2, ["1", "a"]) and isinstance(found[1][1], Unreadable)
    assert found[2] == (4, ["3", "c"]) and len(found) == 303


BOMB = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    b"<!ENTITY %c '&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;'>" % (letter, *[letter - 1] * 8) for letter in range(98, 110)
)


def packed(**parts: bytes) -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return to.getvalue()


def bombed() -> bytes:
    """A real workbook whose sheet grows without end when its entities are put in."""
    book, to = zipfile.ZipFile(io.BytesIO(workbook(("id",), (1,)))), io.BytesIO()
    with zipfile.ZipFile(to, "w") as other:
        for name in book.namelist():
            sheet = BOMB + b"]><worksheet><sheetData>&m;</sheetData></worksheet>"
            other.writestr(name, sheet if name.endswith("sheet1.xml") else book.read(name))
    return to.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf \r\n\n", "The file is empty"),
        (b"id,name\n", "a head and no rows"),
        (b"id,Name,Name\n1,a,b\n", "Several columns are called “Name”"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel workbook"),
        (b"PK\x03\x04 nothing", "This is a packed file"),
        (bytes(range(256)) * 40, "This is no text"),
        (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n1\n", "has 10,000 columns"),
        (b"id,name\n1," + b"x" * (MOST_LINE + 1), "A line is longer than a million letters"),
        (packed(xl__workbook_xml=b"<x/>", xl__big_xml=b"0" * 40_000_000), "far larger unpacked"),
        (packed(xl__workbook_xml=b"<x/>"), "This Excel workbook can't be read"),
        (bombed(), "This Excel workbook can't be read"),
        (workbook(), "no sheet with rows"),
        (workbook(("id", "name")), "a head and no rows"),
    ],
    ids=range(15),
)
def test_what_is_no_table_is_refused_with_a_sentence(content, said):
    with pytest.raises(Refusal, match=said):
        read(content)


def test_a_workbook_is_read_as_what_its_cells_mean():
    content = workbook(
        ("Report",), (), ("id", "Name", "since", "value", "test", "at", None),
        ("007", "Acme", datetime(2026, 9, 30), 1.234, True, datetime(2026, 9, 30, 8, 30), None),
        (8, "two\nlines", date(2026, 1, 2), 1200.5, False, None, None), (9.0, None, None, -3, None, None, None),
    )  # fmt: skip
    assert read(content) == [
        ["id", "Name", "since", "value", "test", "at"],
        ["007", "Acme", "2026-09-30", "1.2340", "yes", "2026-09-30T08:30:00"],
        ["8", "two\nlines", "2026-01-02", "1200.5000", "no"],
        ["9", "", "", "-3"],
    ]


def test_a_sheet_can_be_chosen():
    content = io.BytesIO(workbook(("id", "name"), (1, "Acme")))
    assert b"Acme" in b"".join(workbooks.as_csv(content, sheet="Sheet"))
    with pytest.raises(Refusal, match="no sheet “Other”: there is Sheet"):
        b"".join(workbooks.as_csv(content, sheet="Other"))


# --- columns ---------------------------------------------------------------------------------------

FIELDS = (
    Field(name="id", label="number", kind="number", words=("customer id", "kundennummer"), required=True),
    Field(name="state", label="state", kind="one of", options={"lost": ("yes",), "here": ("no",)}, words=("churn",)),
    Field(name="on", label="day", kind="day", words=("date",)),
    Field(name="value", label="value", kind="money", words=("mrr",)),
)


@pytest.mark.parametrize("head", ["CustomerID", "customer_id", "Customer Id ", "KUNDENNUMMER", "Number"])
def test_a_head_is_known_however_it_is_written(head):
    assert imports.guess(FIELDS, [head, "x"], {}) == {"id": head}


def test_a_head_that_misleads_is_not_believed():
    heads = ["id", "State", "Churn"]
    samples = {"State": ["California", "Ohio"], "Churn": ["Yes", "No", ""]}
    assert imports.guess(FIELDS, heads, samples) == {"id": "id", "state": "Churn"}


def test_what_was_chosen_goes_over_what_was_guessed():
    guessed = {"id": "id", "on": "date", "value": "mrr"}
    heads = ["id", "date", "mrr", "Other Date"]
    settled = imports.settle(FIELDS, heads, guessed, chosen={"on": "other_date", "value": ""}, fixed={"state": "here"})
    assert settled == {"id": "id", "on": "Other Date"}
    assert imports.settle(FIELDS, heads, guessed, chosen={"value": "date"}, fixed={}) == {"id": "id", "value": "date"}


def test_a_signature_knows_a_file_by_its_heads():
    assert imports.signature(["Customer ID", "b"]) == imports.signature(["customer_id", "B "])
    assert imports.signature(["a", "b"]) != imports.signature(["b", "a"])


# --- what whole columns decide ---------------------------------------------------------------------


def styles(*cells: str, days: str = "", other: str = "") -> dict[str, str]:
    seen = Survey.of(100)
    look = Look(seen, FIELDS, {"id": 0, "on": 1, "value": 2}, "id")
    for line, text in enumerate(cells, 2):
        look.over([(line, [str(line), text, other])])
        seen = look.survey = Survey.again_from(seen.told(), bytes(seen.bits))  # as between two steps
    return imports.styles(seen, days)


def test_one_value_decides_the_order_of_a_column_of_days():
    assert styles("03/04/2026", "13/04/2026") == {"on": "DMY"}
    assert styles("03/04/2026", "04/13/2026") == {"on": "MDY"}
    assert styles("03.04.2026") == {"on": "DMY"}
    assert styles("2026-04-03", "04/04/2026", "nonsense") == {}
    assert styles("99-04-13", "26-04-30", days="YMD") == {"on": "YMD"}


def test_days_that_can_be_read_in_two_ways_are_asked_about():
    with pytest.raises(Refusal, match="“03/04/2026” in “on” can be read in two ways: say --dates DMY or --dates MDY"):
        styles("03/04/2026", "05/06/2026")
    assert styles("03/04/2026", days="MDY") == {"on": "MDY"}
    with pytest.raises(Refusal, match="no order of days"):
        imports.as_chosen("XYZ")


@pytest.mark.parametrize(
    ("amount", "mark"),
    [("1.234,56", ","), ("1,234.56", "."), ("1.234", ","), ("1,234", "."), ("0,5", ","), ("7", None)],
)
def test_amounts_give_away_their_decimal_mark(amount, mark):
    assert styles("2026-01-01", other=amount).get("value") == mark


@given(st.lists(st.integers(1, 30), max_size=40))
def test_a_survey_finds_the_last_row_of_every_number_that_comes_again(numbers):
    seen = Survey.of(0)
    look = Look(seen, FIELDS, {"id": 0}, "id")
    look.over([(line, [str(number)]) for line, number in enumerate(numbers)])
    last = {str(number): line for line, number in enumerate(numbers)}
    for line, number in enumerate(numbers):
        assert (seen.again.get(str(number), line) == line) == (last[str(number)] == line)
    assert seen.rows == len(numbers)


# --- files that are kept ---------------------------------------------------------------------------


def test_a_kept_file_is_read_from_its_pieces_and_let_go_of_in_time(session, workspace, people):
    content = ("id,name\n" + "".join(f"{number},{'x' * 100}\n" for number in range(25_000))).encode()
    upload = imports.begin(session, workspace, "customers", "c.csv", by=people.ana.slack_id, at=NOON)
    pieces = list(imports.in_pieces(iter([content[:7], content[7:1_500_000], content[1_500_000:]])))
    for number, piece in [*enumerate(pieces), (0, pieces[0])]:  # one of them twice
        imports.add(session, workspace, upload, number, piece)
    assert upload.size == len(content) and max(map(len, pieces)) == uploads.PIECE
    file = imports.opened(session, workspace, upload)
    assert file.read() == content
    table = imports.look(file)
    assert sum(1 for _ in imports.all_rows(file, table)) == 25_000
    erasure.let_go(session, workspace, at=NOON + timedelta(days=6))
    assert uploads.count(session, workspace, upload, uploads.FILE) == 3
    erasure.let_go(session, workspace, at=NOON + timedelta(days=8))
    assert uploads.count(session, workspace, upload, uploads.FILE) == 0


def test_whose_file_it_was_is_told_to_them_and_erased(session, workspace, people):
    upload = imports.begin(session, workspace, "customers", "ana.csv", by=people.ana.slack_id, at=NOON)
    imports.add(session, workspace, upload, 0, b"id\n1\n")
    held = erasure.belongings(session, workspace, people.ana, {})
    assert held["files you handed in"] == [{"at": NOON.isoformat(), "file": "ana.csv", "of": "customers"}]
    erasure.erase(session, workspace, people.ana, [], at=NOON)
    assert (upload.by, upload.name) == (None, "") and imports.opened(session, workspace, upload).read() == b""


def test_a_file_of_another_company_can_not_be_found(session, workspace):
    other = workspaces.install(
        session, "T0OTHER000", name="Other", url="", bot_user="U0BOT", bot_id="B0", scopes=[], at=NOON
    )  # fmt: skip
    upload = imports.begin(session, other, "customers", "c.csv", by=None, at=NOON)
    imports.add(session, other, upload, 0, b"id\n1\n")
    with pytest.raises(Refusal, match="isn't kept any more"):
        imports.find(session, workspace, upload.id)
    assert imports.opened(session, workspace, upload).read() == b""
