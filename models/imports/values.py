"""What stands in a cell: a day, an amount, a yes or no, however people in different countries write it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.texts import clean

DMY, MDY, YMD = "DMY", "MDY", "YMD"
ORDERS = (DMY, MDY, YMD)
COMMA, POINT = ",", "."
Reader = Callable[[str], Any]


class Doubt:
    """Stands for a value that could not be read, or that can't be true."""

    def __repr__(self) -> str:
        return "doubt"


DOUBT = Doubt()
# what systems write where they have nothing
NOTHING = frozenset({
    "", "-", "--", "—", "n/a", "#n/a", "na", "null", "none", "nil", "(null)", "(blank)", "#ref!", "#value!", "#name?",
    "#div/0!", "k. a.", "k.a.", "s/o",
})  # fmt: skip

EPOCH, EXCEL = date(1970, 1, 1), date(1899, 12, 30)  # Excel's day 0: it takes 1900 for a leap year
FIRST_YEAR, LAST_YEAR = 1900, 2200
FIRST_SERIAL, LAST_SERIAL = 18_000, 80_000  # Excel's numbers of the days from 1949 to 2119
TIME = r"(?:[T ,]\s*\d{1,2}[:.h]\d{2}.*|Z)?"
ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){TIME}")
NUMBERS = re.compile(rf"(\d{{1,2}})([-/. ])\s?(\d{{1,2}})\2\s?(\d{{4}}|\d{{2}}){TIME}")
DAY_FIRST = re.compile(rf"(?:[^\W\d]+\.?,?\s+)?(\d{{1,2}})\.?[ -]([^\W\d]+)\.?,?[ -](\d{{4}}|\d{{2}}){TIME}")
MONTH_FIRST = re.compile(rf"(?:[^\W\d]+,\s+)?([^\W\d]+)\.?[ -](\d{{1,2}})(?:st|nd|rd|th)?,?[ -](\d{{4}}){TIME}")
DIGITS = re.compile(r"(\d+)(?:[.,]\d+)?")
MONTH_NAMES = (
    "january jan januar janvier janv", "february feb februar fevrier fevr", "march mar marz maerz mrz mars",
    "april apr avril avr", "may mai", "june jun juni juin", "july jul juli juillet juil", "august aug aout aou",
    "september sep sept septembre", "october oct oktober okt octobre", "november nov novembre",
    "december dec dezember dez decembre",
)  # fmt: skip
MONTH = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}

SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "$": "USD", "us$": "USD", "a$": "AUD",
         "c$": "CAD", "nz$": "NZD", "s$": "SGD", "r$": "BRL", "fr.": "CHF", "sfr.": "CHF",
         "kr": None, "kr.": None}  # fmt: skip
UNIT = r"((?:[^\d\s.,()+\-]+\.?)?)"  # a sign or a code, before the amount or after it
AMOUNT = re.compile(rf"{UNIT}\s*(\(?[+-]?)\s*{UNIT}\s*(\d[\d.,'\u2019\s]*|[.,]\d+)\)?\s*(\D*)")
SPACES = str.maketrans("", "", " '\u2019\t\u00a0\u202f\u2009")
CODE = re.compile(r"[a-z]{3}")
PER_MONTH = re.compile(r"(/|per|pro|par)\s*(month|monat|mois|mth|mo)\.?|monthly")

EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
PHONE = re.compile(r"[+(\d][\d\s().,/+x-]{3,}")
SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")  # what spreadsheets make of long numbers
YES = frozenset({"yes", "y", "true", "1", "x", "on", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "✓", "t"})
NO = frozenset({"no", "n", "false", "0", "off", "nein", "falsch", "non", "faux", "f"})


def folded(text: str) -> str:
    """The form in which words are compared: no capitals, no accents, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in plain if not unicodedata.combining(one)).split())


def words(text: str, most: int) -> str | None:
    """A text, cleaned and cut. None where there is nothing."""
    text = text.strip() if text.isascii() and text.isprintable() else clean(text)
    return None if text.casefold() in NOTHING else text[:most]


def day(text: str, order: str = DMY) -> date | Doubt | None:
    """A day. `order` decides where only numbers stand."""
    text = text.strip()
    if text.casefold() in NOTHING:
        return None
    try:
        found = _written(text, order) or _counted(text)
    except (ValueError, OverflowError):
        return DOUBT
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else DOUBT


def _written(text: str, order: str) -> date | None:
    if found := ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := NUMBERS.fullmatch(text):
        first, second, third = found[1], found[3], found[4]
        if order == YMD and len(third) == 2:
            return date(_century(first), int(second), int(third))
        of_month, month = (second, first) if order == MDY else (first, second)
        return date(_century(third), int(month), int(of_month))
    if (found := DAY_FIRST.fullmatch(text)) and (number := MONTH.get(folded(found[2]))):
        return date(_century(found[3]), number, int(found[1]))
    if (found := MONTH_FIRST.fullmatch(text)) and (number := MONTH.get(folded(found[1]))):
        return date(int(found[3]), number, int(found[2]))
    return None


def _counted(text: str) -> date | None:
    """A day as a number: 20260930, Excel's count of days, or seconds and milliseconds since 1970."""
    found = DIGITS.fullmatch(text)
    if not found:
        return None
    number, length = int(found[1]), len(found[1])
    if length == 8 and found[0] == found[1]:
        return date(number // 10_000, number // 100 % 100, number % 100)
    if length == 5 and FIRST_SERIAL <= number <= LAST_SERIAL:
        return EXCEL + timedelta(days=number)
    if length in (10, 13):
        return EPOCH + timedelta(seconds=number if length == 10 else number // 1000)
    return None


def _century(year: str) -> int:
    """Two digits mean 1970 to 2069."""
    number = int(year)
    return number if len(year) == 4 else number + (2000 if number < 70 else 1900)


def orders(text: str) -> frozenset[str]:
    """The orders in which a day of numbers can be read. Empty where the order makes no difference."""
    found = NUMBERS.fullmatch(text.strip())
    if not found:
        return frozenset()
    if found[2] == "." and len(found[4]) == 4:
        return frozenset({DMY})  # nobody writes points but where the day comes first
    able = {one: read for one in ORDERS if isinstance(read := day(text, one), date)}
    if len(found[4]) == 4:
        able.pop(YMD, None)
    return frozenset(able) if len(set(able.values())) > 1 or len(able) == 1 else frozenset()


def money(text: str, decimal: str = POINT) -> tuple[int, str | None] | Doubt | None:
    """Hundredths, and the currency where a sign or a code tells it. `decimal` is the mark before the cents."""
    text = text.strip()
    before, _, cents = text.partition(decimal)
    if len(cents) == 2 and text.isascii() and before.isdigit() and cents.isdigit() and len(before) < 20:
        return int(before + cents), None  # as most files have it
    if text.casefold() in NOTHING:
        return None
    found = AMOUNT.fullmatch(text)
    if not found:
        return DOUBT
    unit = (found[1] + found[3]).strip() or PER_MONTH.sub("", found[5].casefold()).strip().strip("/")
    amount = _amount(found[4].translate(SPACES), decimal)
    currency = _currency(unit)
    if amount is None or currency is DOUBT or ("(" in found[2]) != (")" in text):
        return DOUBT
    minus = "-" in found[2] or "(" in found[2]
    return (-amount if minus else amount), currency


def _currency(unit: str) -> Any:
    unit = unit.casefold()
    if not unit:
        return None
    if unit in SIGNS:
        return SIGNS[unit]
    return unit.upper() if CODE.fullmatch(unit) else DOUBT


def _amount(digits: str, decimal: str) -> int | None:
    whole, mark, cents = digits.rpartition(decimal) if digits.count(decimal) == 1 else (digits, "", "")
    groups = re.split(r"[.,]", whole)
    grouped = len(groups) > 1
    if grouped and (
        not groups[0] or groups[0][0] == "0" or len(groups[0]) > 3 or len(groups[-1]) != 3 or not all(groups)
    ):
        return None
    number = f"{''.join(groups) or '0'}{cents}"
    if (mark and not cents) or not number.isdecimal() or len(digits) > 30:
        return None
    value = Decimal(f"{''.join(groups) or '0'}.{cents or '0'}") * 100
    return int(value.to_integral_value(ROUND_HALF_UP))


def marks(text: str) -> str | None:
    """The decimal mark that this amount gives away, if it does."""
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        return None
    digits = found[4].translate(SPACES)
    points, commas = digits.count(POINT), digits.count(COMMA)
    if points and commas:
        return POINT if digits.rfind(POINT) > digits.rfind(COMMA) else COMMA
    mark = POINT if points else COMMA
    if points + commas == 0:
        return None
    if points + commas > 1:
        return COMMA if mark == POINT else POINT
    before, _, after = digits.partition(mark)
    thousands = len(after) == 3 and before.strip("0") and len(before) <= 3
    return None if thousands else mark


def currency(text: str) -> str | Doubt | None:
    text = text.strip()
    if text.casefold() in NOTHING:
        return None
    found = _currency(text)
    return found if isinstance(found, str) else DOUBT


def whole(text: str, decimal: str = POINT) -> int | Doubt | None:
    """A whole number."""
    read = money(text, decimal)
    if not isinstance(read, tuple):
        return read
    return DOUBT if read[0] % 100 or read[1] else read[0] // 100


def yes_no(text: str) -> bool | Doubt | None:
    text = text.strip().casefold()
    if text in YES:
        return True
    if text in NO:
        return False
    return None if text in NOTHING else DOUBT


def email(text: str) -> str | Doubt | None:
    text = text.strip().strip("<>").removeprefix("mailto:")
    if text.casefold() in NOTHING:
        return None
    return text if len(text) <= 254 and EMAIL.fullmatch(text) and text.isprintable() else DOUBT


def phone(text: str) -> str | Doubt | None:
    text = " ".join(text.removeprefix("tel:").split())
    if text.casefold() in NOTHING:
        return None
    enough = sum(map(str.isdigit, text)) >= 5
    return text if enough and len(text) <= 64 and PHONE.fullmatch(text) else DOUBT


def one_of(options: Mapping[str, Iterable[str]]) -> Reader:
    """A reader of words that mean one of a few things. `options` are the words by their meaning."""
    known = {folded(word): key for key, its in options.items() for word in (key, *its)}

    def read(text: str) -> str | Doubt | None:
        word = folded(text)
        return known.get(word) or (None if word in NOTHING else DOUBT)

    return read


class Remembered(dict[str, Any]):
    """A reader that remembers what it has read: most columns say the same few things over and over."""

    MOST = 20_000

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> Any:
        if len(self) >= self.MOST:
            self.clear()
        found = self[text] = self.read(text)
        return found
