"""A year of complaints at Harbour & Pine: bills rise and are mended, deliveries are late, and all is decided on."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bot.demo import SHOWN, Deed
from bot.demo.complaint_acts import (
    Said,
    begin,
    bring_old_ones,
    close,
    decide_what_rose,
    duplicate,
    helpdesk_tells,
    look,
    place,
    reopen,
    take,
    write_down,
)

SPEAKS_IN = "C0CARE0000"
BOOK = Path(__file__).with_suffix(".yml")
FRIDAY = 4
A_DAY = (1, 1, 2, 2, 2, 3)  # complaints that colleagues write down on a working day
BILLS_A_DAY = (0, 1, 1, 1, 2)  # of the ones that rose
RISE, MENDED = 164, 108  # days ago: the prices rose, and what that did to the bills was mended
NEW_DEPOT = 24  # days ago
LEFT_LYING = 10  # days ago: some of these nobody has taken yet
SUGGESTED = 60  # days ago: since then people look at what is suggested
HELPDESK = 210  # days ago: since then the helpdesk tells what it holds
# who writes most of them down: those who talk with customers
REPORTERS = ("ana", "ben", "ben", "chloe", "chloe", "hugo", "ines", "jonas", "felix", "elif")
KEEPERS = {"find": "kareem", "buy": "jonas", "start": "elif", "use": "hugo", "pay": "ines", "help": "ana",
           "change": "grace", "leave": "ana", "unsure": "ana"}  # fmt: skip
RESTRICTED = ("people", "privacy_safety")
ENDED = {"outcome": "put right without money", "upheld": "yes", "cause": "process"}
SOURCES = ("call", "call", "chat", "email", "email", "store", "return", "survey", "review")
FULL = {1: 0.9, 2: 0.9, 8: 1.1, 9: 1.3, 10: 1.2, 12: 1.15}  # students move in, and then it is Christmas


class Year:
    """Draws what is said and what becomes of it; always the same."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start, self.end = start, end
        self.book: dict[str, Any] = yaml.safe_load(BOOK.read_text(encoding="utf-8"))
        self.dice = random.Random(8)
        self.made: list[Said] = []

    def lives(self) -> Iterator[Deed]:
        yield Deed(self.start + timedelta(hours=1), partial(begin, keepers=KEEPERS))
        yield Deed(self.start + timedelta(hours=2), partial(bring_old_ones, rows=self._old_ones()))
        for day in self._days():
            full = FULL.get(day.month, 1.0)
            count = self.dice.choice(A_DAY) + (self.dice.random() < full - 1) - (self.dice.random() < 1 - full)
            for _ in range(count):
                yield from self._one(day, self._usual())
            ago = (self.end - day).days
            for _ in range(self.dice.choice(BILLS_A_DAY) if MENDED <= ago < RISE else 0):
                yield from self._one(day, self._of("pay", "billing", self.book["bills"]))
            if ago < NEW_DEPOT and self.dice.random() < 0.8:
                yield from self._one(day, self._of("use", "late", self.book["lately"]))
            if ago < HELPDESK and self.dice.random() < 0.4:
                yield self._from_the_helpdesk(day)
            if ago > SHOWN.days and day.weekday() in (1, 3):
                yield Deed(day.replace(hour=20), look)
            yield Deed(day.replace(hour=10), decide_what_rose)

    def special(self) -> Iterator[Deed]:
        """What is told apart from the rest."""
        for one in self.book["confided"]:
            yield from self._told(one, one["days"])
        yield from self._told(self.book["critical"] | {"severity": 4}, self.book["critical"]["days"])
        yield from self._told(self.book["private"] | {"private": True}, self.book["private"]["days"])
        again = self.book["again"]
        for ago, words in zip(again["days"], again["said"], strict=True):
            yield from self._told({**again, "said": words, "customer": again["name"]}, ago)

    def _days(self) -> Iterator[datetime]:
        every = (self.start + timedelta(days=n) for n in range(1, (self.end - self.start).days))
        return (self._at(day.date(), 9) for day in every if day.weekday() <= FRIDAY)

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, self.end.timetz()).replace(hour=hour, minute=0, second=0, microsecond=0)

    def _usual(self) -> dict[str, Any]:
        kinds = self.book["usual"]
        kind: dict[str, Any] = self.dice.choices(kinds, [one["often"] for one in kinds])[0]
        return {**kind, "said": self._words(kind["said"])}

    def _of(self, stage: str, category: str, said: list[str]) -> dict[str, Any]:
        kind = next(one for one in self.book["usual"] if (one["stage"], one["category"]) == (stage, category))
        return {**kind, "said": self._words(said)}

    def _words(self, said: list[str]) -> str:
        drawn = {"thing": self.book["things"], "city": self.book["cities"], "days": self.book["days"]}
        return self.dice.choice(said).format(**{name: self.dice.choice(of) for name, of in drawn.items()})

    def _one(self, day: datetime, told: dict[str, Any]) -> Iterator[Deed]:
        """Written down, taken by whoever looks after it, closed some days later; a few are left lying."""
        told = {
            **told, "by": self.dice.choice(REPORTERS), "source": self.dice.choice(SOURCES),
            "severity": self.dice.choices((1, 2, 3), (30, 64, 6))[0], "known": self.dice.randrange(3) == 0,
            "suggested": (self.end - day).days < SUGGESTED,
        }  # fmt: skip
        at = day + timedelta(minutes=self.dice.randrange(8 * 60))
        one = Said()
        yield Deed(at, partial(write_down, one=one, told=told))
        if told["stage"] == "unsure":
            yield Deed(at + timedelta(hours=20), partial(place, one=one, stage="use"))
        yield from self._handled(at, one, told)
        self.made.append(one)

    def _handled(self, at: datetime, one: Said, told: dict[str, Any]) -> Iterator[Deed]:
        if self.dice.randrange(6) == 0 and (self.end - at).days < LEFT_LYING:
            return
        keeper = KEEPERS[told["stage"]]
        taken = at + timedelta(hours=self.dice.choice((1, 2, 3, 5, 22, 26)))
        yield Deed(taken, partial(take, one=one, by=keeper))
        closed = taken + timedelta(days=self.dice.choice((1, 1, 2, 3, 4, 6, 9)), minutes=50)
        if self.dice.randrange(60) == 0 and self.made:
            yield Deed(closed, partial(duplicate, one=one, of=self.made[-1], by=keeper))
            return
        others = self.dice.randrange(9) == 0
        yield Deed(closed, partial(close, one=one, by=keeper, told=told, others=others))
        if self.dice.randrange(25) == 0:
            yield Deed(closed + timedelta(days=3), partial(reopen, one=one, by=told["by"]))
            yield Deed(closed + timedelta(days=5), partial(close, one=one, by=keeper, told=told, others=False))

    def _told(self, told: dict[str, Any], ago: int) -> Iterator[Deed]:
        day = self.end.date() - timedelta(days=ago)
        while day.weekday() > FRIDAY:
            day -= timedelta(days=1)
        one = Said()
        yield Deed(self._at(day, 12), partial(write_down, one=one, told={"source": "call", **told}))
        if told["category"] != "price_value":
            keeper = "dana" if told["category"] in RESTRICTED else KEEPERS[told["stage"]]
            yield Deed(self._at(day, 13), partial(take, one=one, by=keeper))
            if ago > LEFT_LYING:
                yield Deed(self._at(day, 15) + timedelta(days=2), partial(close, one=one, by=keeper, told=ENDED))

    def _from_the_helpdesk(self, day: datetime) -> Deed:
        told, number = self._usual(), 4000 + self.dice.randrange(90_000)
        what = {"id": str(number), "what": told["said"], "source": "email", "severity": 2, "status": "open"}
        filed = {"stage": told["stage"], "category": told["category"]} if told["stage"] != "unsure" else {}
        return Deed(day + timedelta(minutes=self.dice.randrange(400)), partial(helpdesk_tells, told=what | filed))

    def _old_ones(self) -> list[list[Any]]:
        """The list of before: four months in which they were kept in a spreadsheet."""
        rows = []
        for number in range(160):
            told, day = self._usual(), self.start.date() - timedelta(days=self.dice.randrange(1, 120))
            stage = "" if told["stage"] == "unsure" else told["stage"]
            rows.append([2001 + number, told["said"], day, stage, told["category"], "closed"])
        return sorted(rows, key=lambda row: (row[2], row[0]))


def deeds(start: datetime, end: datetime) -> Iterator[Deed]:
    """Always the same ones."""
    year = Year(start, end)
    yield from year.lives()
    yield from year.special()
