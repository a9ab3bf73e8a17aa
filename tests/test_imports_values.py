"""What stands in a cell, however people in different countries write it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.imports import values
from models.imports.values import DMY, DOUBT, MDY, YMD

THE_DAY = date(2026, 9, 30)
DAYS = st.dates(date(1970, 1, 1), date(2068, 12, 31))
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    "text",
    ["2026-09-30", "2026/9/30", "2026-09-30T08:15:00Z", "2026-09-30 23:59", "30.09.2026", "30. 9. 2026", "30/09/26",
     "20260930", "46295", "46295.5", "30 Sep 2026", "30-Sep-26", "Sep 30, 2026", "September 30th, 2026",
     "30. September 2026", "30 septembre 2026", "Mittwoch, 30. September 2026", "1790726400", "1790726400000"],
)  # fmt: skip
def test_a_day_is_read_in_many_forms(text):
    assert values.day(text) == THE_DAY


@pytest.mark.parametrize(
    "text", ["31/02/2026", "soon", "2026", "99999", "0", "2026-13-01", "1/2/3/4", "12:30", "30 Foo 2026"]
)
def test_what_is_no_day_is_doubtful(text):
    assert values.day(text) is DOUBT


@given(DAYS, st.sampled_from("-/."))
def test_a_day_of_numbers_is_read_in_the_order_that_holds(day, mark):
    assert values.day(f"{day.day}{mark}{day.month}{mark}{day.year}", DMY) == day
    assert values.day(f"{day.month}{mark}{day.day}{mark}{day:%y}", MDY) == day
    assert values.day(f"{day:%y}{mark}{day.month}{mark}{day:%d}", YMD) == day
    assert values.day(day.isoformat()) == day
    assert values.day(str((day - values.EXCEL).days)) == day


@given(DAYS)
def test_the_orders_of_a_day_are_those_in_which_it_can_be_read(day):
    text = f"{day.day}/{day.month}/{day.year}"
    orders = values.orders(text)
    assert (orders == {DMY}) == (day.day > 12)
    assert (orders == {DMY, MDY}) == (day.day <= 12 and day.day != day.month)
    assert (orders == set()) == (day.day == day.month)


@pytest.mark.parametrize(
    ("text", "mark", "cents", "currency"),
    [("53.85", ".", 5385, None), ("1.234,56 €", ",", 123456, "EUR"), ("€ 1.234,56", ",", 123456, "EUR"),
     ("$1,234", ".", 123400, "USD"), ("CHF 1'234.50", ".", 123450, "CHF"), ("12 EUR", ".", 1200, "EUR"),
     ("1 234,5", ",", 123450, None), ("(12.50)", ".", -1250, None), ("-5", ".", -500, None), ("0.005", ".", 1, None),
     ("12€/Monat", ",", 1200, "EUR"), ("1,00,000.00", ".", 10000000, None), (".5", ".", 50, None),
     ("zł 3", ".", 300, "PLN")],
)  # fmt: skip
def test_an_amount_is_read_with_its_currency(text, mark, cents, currency):
    assert values.money(text, mark) == (cents, currency)


@pytest.mark.parametrize("text", ["abc", "5%", "1..5", "1,5,5", "12 apples", "1e5", "12-13", "0,123", "$"])
def test_what_is_no_amount_is_doubtful(text):
    assert values.money(text, ".") is DOUBT


@given(st.integers(0, 10**11))
def test_any_amount_is_read_as_each_country_writes_it(cents):
    whole, rest = divmod(cents, 100)
    english = f"{whole:,}.{rest:02}"
    german = english.translate(str.maketrans(",.", ".,"))
    swiss, french = english.replace(",", "'"), german.replace(".", "\u202f")
    assert values.money(english, ".") == values.money(swiss, ".") == (cents, None)
    assert values.money(german, ",") == values.money(french, ",") == (cents, None)
    assert values.marks(german) in (",", None) and values.marks(english) in (".", None)


@given(ANYTHING)
def test_no_text_breaks_a_reader(text):
    for order in values.ORDERS:
        day = values.day(text, order)
        assert not isinstance(day, date) or day.year >= 1900
    for mark in ".,":
        values.money(text, mark), values.whole(text, mark), values.marks(text)
    for read in (
        values.yes_no,
        values.email,
        values.phone,
        values.currency,
        values.one_of({"a": ["b"]}),
        values.orders,
    ):
        read(text)
    assert values.words(text, 10) is None or 0 < len(values.words(text, 10)) <= 10


@pytest.mark.parametrize("nothing", ["", " ", "-", "n/a", "NULL", "#N/A", "k. A."])
def test_what_systems_write_for_nothing_is_nothing(nothing):
    readers = (values.day, values.money, values.whole, values.yes_no, values.email, values.phone, values.currency)
    assert [read(nothing) for read in readers] == [None] * len(readers)
    assert values.words(nothing, 10) is None


def test_yes_and_no_are_understood_in_some_languages():
    assert [values.yes_no(text) for text in ("Yes", "ja", "OUI", "1", "x", "TRUE")] == [True] * 6
    assert [values.yes_no(text) for text in ("no", "Nein", "non", "0", "false")] == [False] * 5
    assert values.yes_no("perhaps") is DOUBT


def test_addresses_and_numbers_are_only_taken_where_they_can_be_right():
    assert values.email("<jo@acme.example>") == "jo@acme.example"
    assert [values.email(text) for text in ("jo@acme", "jo acme.example", "a@b.c, d@e.f")] == [DOUBT] * 3
    assert values.phone("tel:+49 (30) 1234-5") == "+49 (30) 1234-5"
    assert [values.phone(text) for text in ("12", "4.9E+11", "call me")] == [DOUBT] * 3


def test_control_characters_and_tricks_of_direction_are_cleaned_away():
    assert values.words("A\u202ec\x00me\tInc\u2066", 50) == "Acme Inc"


def test_a_reader_that_remembers_forgets_before_it_grows():
    read = values.Remembered(str.upper)
    for number in range(values.Remembered.MOST + 5):
        assert read[f"a{number}"] == f"A{number}"
    assert len(read) == 5
