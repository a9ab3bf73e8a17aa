"""Reading what another system tells of a complaint: every field, and every problem at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from models.complaints.columns import FIELDS
from models.complaints.ledger import MOST_WORDS
from models.complaints.recording import LINK, MOST_TEAM, MOST_TEAMS
from models.errors import Refusal
from models.imports.values import DOUBT
from models.texts import clean

TOP = ("id", "system", "what", "on", "stage", "category", "detail", "severity", "source", "status", "customer",
       "teams", "affected", "link")  # fmt: skip
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII)
MEANT = {one.name: one for one in FIELDS if one.kind == "one of"}


@dataclass(frozen=True)
class Given:
    """One told complaint, understood. `told` has only what was told; `notes` what was left out."""

    ref: str
    system: str
    told: dict[str, Any]
    customer: str
    called: str
    notes: list[str]


def read(told: Any, *, zone: str) -> Given:
    """What was told, or a Refusal that names every field that won't do."""
    if not isinstance(told, Mapping):
        raise Refusal('Each complaint is an object: {"id": "881", "what": "…"}.')
    problems: dict[str, str] = {}

    def take(name: str, how: Callable[[Any], Any], within: Mapping[str, Any] = told, where: str = "") -> Any:
        if within.get(name) is None:
            return None
        try:
            return how(within[name])
        except ValueError as problem:
            problems[f"{where}{name}"] = str(problem)
            return None

    ref = take("id", _ref)
    if not ref:
        problems.setdefault("id", "Say which complaint: its number in your system.")
    said = {name: value for name, how in READ.items() if (value := take(name, partial(how, zone=zone)))}
    who = told.get("customer")
    if isinstance(who, Mapping):
        customer = take("id", _ref, who, "customer.") or ""
        called = take("name", _line(255), who, "customer.") or ""
    else:
        customer = called = take("customer", _ref) or ""
    given = Given(ref or "", take("system", _line(40)) or "", said, customer, called, _strange(told))
    if problems:
        raise Refusal(fields=problems)
    return given


def _strange(told: Mapping[str, Any]) -> list[str]:
    odd = [str(name) for name in told if name not in TOP]
    return [f"There is no field “{clean(name)[:60]}”: it was left out." for name in odd[:5]]


# --- one value each: the value, or ValueError with a sentence ----------------------------------------


def _line(most: int) -> Callable[[Any], str]:
    def read_line(said: Any) -> str:
        if not isinstance(said, str):
            raise ValueError("This is text.")
        text = " ".join(clean(said).split())
        if len(text) > most:
            raise ValueError(f"This is too long: {most} characters at most.")
        return text

    return read_line


def _ref(said: Any) -> str:
    if isinstance(said, bool) or not isinstance(said, str | int):
        raise ValueError("A number is text or a whole number.")
    return _line(255)(str(said))


def _words(said: Any, zone: str) -> str:
    if not isinstance(said, str):
        raise ValueError("This is text.")
    text = clean(said)
    if not text:
        raise ValueError("Write what happened.")
    if len(text) > MOST_WORDS:
        raise ValueError(f"That is {len(text):,} letters: write at most {MOST_WORDS:,}.")
    return text


def _day(said: Any, zone: str) -> date:
    problem = "Write a day as 2026-11-18, or a moment with its offset, as 2026-11-18T09:30:00+01:00."
    try:
        if isinstance(said, str) and DAY.fullmatch(said):
            return date.fromisoformat(said)
        if isinstance(said, str) and MOMENT.fullmatch(said):
            return datetime.fromisoformat(said.upper()).astimezone(ZoneInfo(zone)).date()
    except (ValueError, OverflowError):
        raise ValueError(problem) from None
    raise ValueError(problem)


def _meant(name: str) -> Callable[..., str]:
    """One of a few words, or one that means it."""

    def read_meant(said: Any, zone: str) -> str:
        found = None if isinstance(said, bool) or not isinstance(said, str | int) else MEANT[name].reader()(str(said))
        if found is None or found is DOUBT:
            raise ValueError(f"Write one of {', '.join(MEANT[name].options)}.")
        return str(found)

    return read_meant


def _teams(said: Any, zone: str) -> list[str]:
    listed = said.split(",") if isinstance(said, str) else said
    if not isinstance(listed, list) or any(not isinstance(one, str) for one in listed):
        raise ValueError("Write the teams' names as a list.")
    spaced = [" ".join(clean(one).split()) for one in listed]
    names = list({name.casefold(): name for name in reversed(spaced) if name}.values())[::-1]
    if len(names) > MOST_TEAMS or any(len(one) > MOST_TEAM for one in names):
        raise ValueError(f"Name at most {MOST_TEAMS} teams, each in at most {MOST_TEAM} letters.")
    return names


def _link(said: Any, zone: str) -> str:
    if not isinstance(said, str) or not LINK.fullmatch(said.strip()):
        raise ValueError("Write a web address that begins with https://.")
    return said.strip()


def _named(said: Any, zone: str) -> str:
    return _line(255)(said)


READ: dict[str, Callable[..., Any]] = {
    "what": _words, "on": _day, "stage": _named, "category": _named, "detail": _named, "severity": _meant("severity"),
    "source": _meant("source"), "status": _meant("status"), "teams": _teams, "affected": _words, "link": _link,
}  # fmt: skip
