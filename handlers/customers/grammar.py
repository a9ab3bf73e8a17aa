"""`/customers lost Acme because it was too expensive, €99/month, on 3 March`: who, why, how much, and when."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.customers import amounts

LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]*)(?:\|([^>]*))?>")
MENTION = re.compile(r"<[@#!][^>]*>")
QUOTED = re.compile(r"\s*(?:\"([^\"]+)\"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|'([^']+)'(?!\w))[\s,:;–—-]*")  # noqa: RUF001
STOP = re.compile(r"\s*[,;:]\s|\s+[–—-]+\s|\s+(?:because|cause|cuz|for|as|since)\s|\s+#", re.IGNORECASE)  # noqa: RUF001
LEAD = re.compile(r"[\s,;:–—-]*(?:(?:because(?:\s+of)?|cause|cuz|for|as)\b[\s:,]*)?", re.IGNORECASE)  # noqa: RUF001
TAG = re.compile(r"(?<!\w)#([\w-]{1,40})")
REFERRED = re.compile(r"\b(?:referred|referral|recommended)\b", re.IGNORECASE)
LOOSE = " \t\n,;:.–—-"  # noqa: RUF001
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
SOON = timedelta(days=31)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
ON = r"(?<!\w)(?:(?:on|as of)\s+)?(?:the\s+)?"
DATES = (
    re.compile(rf"{ON}(?P<word>today|yesterday)(?!\w)", re.IGNORECASE),
    re.compile(r"(?<!\w)(?P<ago>\d{1,3})\s+days?\s+ago(?!\w)", re.IGNORECASE),
    re.compile(rf"{ON}(?P<y>\d{{4}})-(?P<m>\d\d?)-(?P<d>\d\d?)(?![\w-])", re.IGNORECASE),
    re.compile(rf"{ON}(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.(?:\s?(?P<y>\d{{4}}|\d\d))?(?!\w)", re.IGNORECASE),
    re.compile(rf"{ON}(?P<d>\d\d?)(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<name>{_MONTH})(?:,?\s+(?P<y>\d{{4}}))?(?!\w)",
               re.IGNORECASE),
    re.compile(rf"{ON}(?P<name>{_MONTH})\s+(?P<d>\d\d?)(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{{4}}))?(?![\w,.]\d)(?!\w)",
               re.IGNORECASE),
    re.compile(rf"{ON}(?P<a>\d\d?)/(?P<b>\d\d?)/(?P<y>\d{{4}})(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?:on|last)\s+(?P<weekday>{'|'.join(WEEKDAYS)})(?!\w)", re.IGNORECASE),
)  # fmt: skip


@dataclass
class Said:
    """What somebody typed after the verb. `value` is hundredths a month; `notes` say what could not be read."""

    name: str = ""
    on: date | None = None
    value: int | None = None
    currency: str | None = None
    reason: str | None = None
    comment: str = ""
    referred: bool = False
    notes: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """What was typed as people see it: links by their words, no mentions, Slack's three entities undone."""
    return html.unescape(MENTION.sub(" ", LINK.sub(lambda found: found[2] or found[1], text))).strip()


def read(text: str, today: date, reasons: Mapping[str, str], known: Callable[[Sequence[str]], int]) -> Said:
    """Who first: in quotes, or as many words as a customer is `known` by, or up to where the rest begins.

    `reasons` are the reasons' keys by what they are called, in small letters.
    """
    said = Said()
    said.name, rest = _name(plain(text), today, reasons, known)
    rest = _day(said, rest, today)
    rest = _amount(said, rest)
    rest = _tagged(said, rest, reasons)
    said.referred = REFERRED.search(rest) is not None
    lead = LEAD.match(rest)
    words = (rest[lead.end() :] if lead else rest).strip(LOOSE)
    first, _, more = words.partition(",")
    if first.strip().casefold() in reasons:  # the reason by its name, and then what else there is to say
        said.reason, words = said.reason or reasons[first.strip().casefold()], more.strip(LOOSE)
    said.reason = said.reason or _reason_in(words, reasons)
    said.comment = words
    return said


def _name(text: str, today: date, reasons: Mapping[str, str], known: Callable[[Sequence[str]], int]) -> tuple[str, str]:
    if quoted := QUOTED.match(text):
        return next(part for part in quoted.groups() if part).strip(), text[quoted.end() :]
    words = text.split()
    if count := known(words):
        return " ".join(words[:count]).rstrip(",;:"), " ".join(words[count:])
    ends = [found.start() for pattern in DATES if (found := pattern.search(text)) and found.start()]
    ends += [found.start() for found in (STOP.search(text), amounts.AMOUNT.search(text)) if found and found.start()]
    if ends:
        return text[: min(ends)].strip(LOOSE), text[min(ends) :]
    for count in range(1, len(words)):
        if " ".join(words[count:]).casefold() in reasons:
            return " ".join(words[:count]), " ".join(words[count:])
    return text.strip(LOOSE), ""


def _day(said: Said, text: str, today: date) -> str:
    """Take the first day out of it."""
    for pattern in DATES:
        if found := pattern.search(text):
            try:
                said.on = _date(found.groupdict(), today)
            except ValueError as problem:
                said.notes.append(f"“{found[0].strip()}” {problem}")
                return text
            return f"{text[: found.start()].rstrip(LOOSE)} {text[found.end() :].lstrip(LOOSE)}"
    return text


def _date(parts: Mapping[str, str | None], today: date) -> date:
    """The day that was meant: without a year the last such day, unless it comes soon: then it is told that it has not
    come yet. ValueError says what is wrong with it."""
    if word := parts.get("word"):
        return today - timedelta(days=word.casefold() == "yesterday")
    if ago := parts.get("ago"):
        return today - timedelta(days=int(ago))
    if weekday := parts.get("weekday"):
        return today - timedelta(days=(today.weekday() - WEEKDAYS.index(weekday.casefold())) % 7 or 7)
    if parts.get("a"):
        one, two = int(parts["a"] or 0), int(parts["b"] or 0)
        if one != two and max(one, two) <= 12:
            raise ValueError("can be two different days: choose it below.")
        day, month = (two, one) if two > 12 else (one, two)
    else:
        month = _month(parts["name"]) if parts.get("name") else int(parts["m"] or 0)
        day = int(parts["d"] or 0)
    year = parts.get("y")
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year <= today + SOON else date(today.year - 1, month, day)
    except ValueError:
        raise ValueError("is not in the calendar: choose the day below.") from None


def _month(name: str | None) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith((name or "").casefold()[:3]))


def _amount(said: Said, text: str) -> str:
    """Take what they pay out of it: with its currency or “a month” anywhere, or alone between commas."""
    found = amounts.AMOUNT.search(text)
    alone = None if found else next((p for p in re.split(r",\s+", text) if amounts.ALONE.fullmatch(p.strip(LOOSE))), "")
    piece = found[0] if found else (alone or "").strip(LOOSE)
    if not piece:
        return text
    try:
        said.value, said.currency = amounts.read(piece)
    except ValueError as problem:
        said.notes.append(f"“{piece.strip()}”: {problem}")
        return text
    before, after = text.split(piece, 1)
    return f"{before.rstrip(LOOSE)} {after.lstrip(LOOSE)}"


def _tagged(said: Said, text: str, reasons: Mapping[str, str]) -> str:
    """A reason as a tag. One that is none stays in the words, and is asked for."""
    for tag in TAG.finditer(text):
        word = tag[1].casefold()
        key = reasons.get(word) or reasons.get(word.replace("-", "_")) or reasons.get(re.sub("[-_]", " ", word))
        if key:
            said.reason = key
            return f"{text[: tag.start()].rstrip()} {text[tag.end() :].lstrip()}"
    return text


def _reason_in(words: str, reasons: Mapping[str, str]) -> str | None:
    """The reason that these words are, or the only one that they mention."""
    text = " ".join(words.casefold().split())
    if text in reasons:
        return reasons[text]
    found = {
        key for word, key in reasons.items() if len(word) > 4 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    }
    return found.pop() if len(found) == 1 else None
