"""What people type, kept as they meant it: any script, no control characters, no tricks with direction."""

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

# C0 and C1 controls but for the line feed; marks that reorder the text around them; characters that are none
UNWANTED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")

ESCAPED = {"&": 5, "<": 4, ">": 4}  # letters that Slack makes of them


def clean(text: str) -> str:
    """The text in one normal form, trimmed. Empty where nothing can be seen."""
    if text.isascii() and text.isprintable():  # most of what a file brings in: nothing to do but trimming
        return text.strip()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = UNWANTED.sub("", text)
    text = BLANK_LINES.sub("\n\n", text).strip()
    seen = any(unicodedata.category(letter) not in ("Cf", "Zs", "Zl", "Zp", "Cc", "Cn") for letter in text)
    return text if seen else ""


def plural(count: int, one: str, many: str | None = None) -> str:
    """“1 person”, “1,200 people”."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def spoken(moment: datetime, zone: str) -> str:
    """A moment by the clock of `zone`, where only plain text can stand: “Wednesday 25 November at 10:00”."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B} at {local:%H:%M}"


def written_day(day: date | str) -> str:
    """A day of the company's calendar: “3 March 2026”."""
    one = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{one.day} {one:%B %Y}"


def amount(hundredths: int, currency: str | None) -> str:
    """Money as people read it: “1,200 EUR”, with cents only where there are some."""
    whole, cents = divmod(abs(hundredths), 100)
    said = f"{'-' if hundredths < 0 else ''}{whole:,}{f'.{cents:02}' if cents else ''}"
    return f"{said} {currency}" if currency else said


def short(text: str, most: int) -> str:
    """The text on one line, cut to what takes at most so many letters in a message, where & < > take more than one."""
    taken, line = 0, " ".join(text.split())
    for place, letter in enumerate(line):
        taken += ESCAPED.get(letter, 1)
        if taken > most:
            return line[: max(place - 1, 0)].rstrip() + "…"
    return line


def lasting(hours: float, working: bool = False) -> str:
    """A time of so many hours as people say it: “40 minutes”, “4 working hours”, “3 days”.
    Working hours stay hours: how many make a day, each company says for itself."""
    kind = "working " if working else ""
    if hours < 1:
        return plural(max(1, round(hours * 60)), f"{kind}minute")
    if working or hours < 48:
        return plural(round(hours), f"{kind}hour")
    return plural(round(hours / 24), "day")
