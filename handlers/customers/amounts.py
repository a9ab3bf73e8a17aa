"""What a customer pays, as people write it: “€99/month”, “1.200,50 EUR”, “12k a year”."""

import re

from models.imports import values

_CODES = "eur|usd|gbp|chf|aud|cad|dkk|inr|jpy|nok|nzd|pln|sek|sgd|zar"
_SIGN = rf"(?:us\$|a\$|c\$|nz\$|s\$|[€£¥₹$]|zł|\b(?:{_CODES})\b|(?<=\d)(?:{_CODES})\b)"
_NUMBER = r"-?\d(?:[\d.,'’\u00a0\u202f]*\d)?(?:\s\d{3}(?!\d))*(?:[.,]\d+)?"  # noqa: RUF001
_SHORT = r"(?:\s?[km]\b)?"
_PER = (
    r"(?:\s*(?:/|\bper\b|\ba\b|\bevery\b|\bp\.?)\s*(?:months?|mo|mth|m|years?|yr|y|a|annum|weeks?)\b\.?"
    r"|\s*\b(?:monthly|yearly|annually|pm|pa)\b)"
)
AMOUNT = re.compile(
    rf"(?<![\w.,])(?:-?\s?{_SIGN}\s?{_NUMBER}{_SHORT}{_PER}?|{_NUMBER}{_SHORT}\s?{_SIGN}{_PER}?|{_NUMBER}{_SHORT}{_PER})",
    re.IGNORECASE,
)
ALONE = re.compile(rf"{_NUMBER}{_SHORT}", re.IGNORECASE)
YEAR = re.compile(r"year|yr|annum|annual|/\s*[ya]\b|\bp\.?\s?a\b", re.IGNORECASE)
WEEK = re.compile(r"week", re.IGNORECASE)
SAY = "Write it as 1,200 EUR or €99/month."


def read(text: str) -> tuple[int, str | None]:
    """(hundredths a month, currency if it is said). ValueError says how to write it."""
    found = AMOUNT.fullmatch(text.strip()) or ALONE.fullmatch(text.strip())
    number = re.search(_NUMBER, text)
    if not found or not number:
        raise ValueError(SAY)
    sign = re.search(_SIGN, text, re.IGNORECASE)
    minus = "-" if text.strip().startswith("-") and not number[0].startswith("-") else ""
    money = values.money(
        f"{minus}{number[0]} {sign[0] if sign else ''}".strip(), values.marks(number[0]) or values.POINT
    )
    if not isinstance(money, tuple):
        raise ValueError(SAY)
    short = re.match(r"\s?([km])\b", text[number.end() :], re.IGNORECASE)
    hundredths = money[0] * ({"k": 1000, "m": 1_000_000}[short[1].casefold()] if short else 1)
    if YEAR.search(text):
        hundredths = round(hundredths / 12)
    elif WEEK.search(text):
        hundredths = round(hundredths * 52 / 12)
    return hundredths, money[1]
