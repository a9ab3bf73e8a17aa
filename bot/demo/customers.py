"""A year of customers at Harbour & Pine: who came, who left and why, told by colleagues and by the shop."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bot.demo import Act, Deed
from bot.demo.customer_acts import (
    HEADS,
    Somebody,
    all_of,
    bring,
    count,
    mark,
    propose,
    row,
    shop_tells,
    tell,
    tell_wrongly,
)
from models.customers import searchable

SPEAKS_IN = "C0GENERAL0"
BOOK = Path(__file__).with_suffix(".yml")
MANY = 190  # customers drawn by chance, who were here when the year began
DEARER = 0.55  # of the year: then the prices rose, and more say so
FRIDAY = 4
BY_CHANCE = {"returned": 26, "grew": 16, "shrank": 14, "leaving": 13}  # a day for one of so many


@dataclass
class Year:
    """Draws customers and what happens to them; always the same ones."""

    start: datetime
    end: datetime
    book: dict[str, Any] = field(default_factory=lambda: yaml.safe_load(BOOK.read_text(encoding="utf-8")))
    dice: random.Random = field(default_factory=lambda: random.Random(4))
    everyone: list[Somebody] = field(default_factory=list)
    acts: dict[date, list[Act]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        names = [f"{first} {last}" for first in self.book["first"] for last in self.book["last"]]
        self.homes = self._shuffled(names)
        self.firms = {
            name: self._shuffled([one.format(word) for one in kind["names"] for word in self.book["words"]])
            for name, kind in self.book["segments"].items()
            if "names" in kind
        }

    def _shuffled(self, names: list[str]) -> list[str]:
        """Each once, and none of those who have a story."""
        taken = {self.book["told"]["name"], *(known["name"] for known in self.book["known"])}
        return self.dice.sample([name for name in names if name not in taken], len(names) - len(taken & {*names}))

    def draws(self, since: date | None) -> Somebody:
        """Somebody new; one in eight is nobody to be reached."""
        kinds = self.book["segments"]
        segment = self.dice.choices(list(kinds), [kind["share"] for kind in kinds.values()])[0]
        consumer, value = bool(kinds[segment].get("consumer")), self.dice.choice(kinds[segment]["values"])
        contact = self.homes.pop()
        name = contact if consumer else self.firms[segment].pop()
        owner = self.dice.choice((None, None, "ben", "chloe") if consumer else ("jonas", "jonas", "kareem", "ana"))
        one = self.takes(name, segment, value, owner=owner, contact="" if consumer else contact, since=since)
        if self.dice.randrange(8):
            one.phone = self.dice.choice(self.book["phones"]).format(self.dice.randrange(1000))
            one.email = f"{_address(contact, '.')}@{'mail' if consumer else _address(name, '-')}.example"
            one.may_call = self.dice.choice(("yes", "yes", "no", "", ""))
        return one

    def takes(self, name: str, segment: str, value: int, **more: Any) -> Somebody:
        consumer = bool(self.book["segments"][segment].get("consumer"))
        one = Somebody(f"HP-{10001 + 7 * len(self.everyone)}", name, segment, consumer, value, **more)
        self.everyone.append(one)
        return one

    def lives(self) -> None:
        """The list of the first day, then week by week, then the stories that colleagues know."""
        for known in self.book["known"]:
            self._known(known)
        for _ in range(MANY):
            self.draws((self.start - timedelta(days=self.dice.randrange(30, 2900))).date())
        told = self.book["told"]
        self.takes(told["name"], "Hotels and cafés", 640, owner="jonas", story=True, may_call="yes")
        first = [row(one) for one in self.everyone if one.state == "here"]
        self.acts[self.start.date()].append(partial(bring, heads=HEADS, rows=first))
        days = [self.start + timedelta(days=n) for n in range(1, (self.end - self.start).days)]
        weeks: dict[tuple[int, int], list[datetime]] = defaultdict(list)
        for day in days:
            weeks[day.isocalendar()[:2]].append(day)
        for number, week in enumerate(weeks.values()):
            self._week(number - len(weeks), [day for day in week if day.weekday() <= FRIDAY])

    def lately(self) -> Iterator[Deed]:
        """What waits for somebody, what was said late, and what was said by mistake."""
        by_name = {one.name: one for one in self.everyone}
        told, wrong = self.book["told"], self.book["mistaken"]
        for special, act in ((told, propose), (wrong, tell_wrongly)):
            one = by_name[special["name"]]
            yield Deed(self._ago(special["days"]), partial(act, one=one, told=special))
        late, on = self._anyone("here", before=self.end), self._ago(11).date()
        assert late is not None
        told = {"reason": "no_need", "comment": "the letter had lain at reception"}
        yield Deed(self._ago(1), partial(tell, one=late, kind="lost", on=on, told=told))

    def _ago(self, days: int) -> datetime:
        """Or the working day before it."""
        day = self.end.date() - timedelta(days=days)
        while day.weekday() > FRIDAY:
            day -= timedelta(days=1)
        return _moment(day, self.end) + timedelta(hours=1)

    def _known(self, known: dict[str, Any]) -> None:
        more = {name: known[name] for name in ("owner", "contact", "may_call") if name in known}
        story = known.get("story", ())
        new = bool(story) and "gained" in story[0]
        one = self.takes(known["name"], known["segment"], known["value"], state="new" if new else "here", **more)
        one.story, one.since = True, None if new else (self.start - timedelta(days=800)).date()
        for told in story:
            kind = next(iter(told))
            on = self._ago(told[kind]).date()
            self.acts[on].append(partial(tell, one=one, kind=kind, on=on, told=told))
        if what := known.get("mark"):
            self.acts[self.start.date() + timedelta(days=1)].append(partial(mark, one=one, what=what))

    def _week(self, number: int, days: list[datetime]) -> None:
        """The working days of a week; this one is -1."""
        if not days:
            return
        lately = number >= -len(self.book["lost_lately"])
        counts = self.book["lost_lately" if lately else "lost"], self.book["gained"]
        lost, gained = (each[number % len(each)] for each in counts)
        full = len(days) / 5
        for _ in range(round(gained * full)):
            self._gains(self.dice.choice(days))
        for _ in range(round(lost * full)):
            self._loses(self.dice.choice(days))
        for day in days:
            self._moves(day)

    def _gains(self, day: datetime) -> None:
        one = self.draws(None)
        told = {"value": one.value, "referred": not self.dice.randrange(5)}
        self._happens(day, one, "gained", told)

    def _loses(self, day: datetime) -> None:
        one = self._anyone("here", before=day)
        if one is None:
            return
        dear = (day - self.start) / (self.end - self.start) > DEARER
        why = {
            key: reason.get("later", reason["often"]) if dear else reason["often"]
            for key, reason in self.book["reasons"].items()
            if not (reason.get("business") and one.consumer)
        }
        reason = self.dice.choices(list(why), list(why.values()))[0]
        said = self.book["reasons"][reason]["said"]
        told = {"reason": reason, "comment": self.dice.choice(said) if said and not self.dice.randrange(2) else ""}
        if one.consumer and not self.dice.randrange(7):
            told = {"said": self.dice.choice(self.book["unmapped"])}
        elif not self.dice.randrange(12):
            told["mark"] = "do_not_contact"
        one.state = "lost"
        self._happens(day, one, "lost", told)

    def _moves(self, day: datetime) -> None:
        """What happens now and then."""
        for kind, seldom in BY_CHANCE.items():
            one = None if self.dice.randrange(seldom) else self._anyone("lost" if kind == "returned" else "here", day)
            if one is None:
                continue
            change = {"grew": 1.25, "shrank": 0.8}.get(kind, 1)
            one.value = round(one.value * change)
            told = {"value": one.value} | ({"reason": "price_value"} if kind == "leaving" else {})
            one.state = "leaving" if kind == "leaving" else "here"
            self._happens(day, one, kind, told)
            if kind == "leaving":
                self._decides(day + timedelta(days=self.dice.randrange(6, 24)), one)

    def _decides(self, day: datetime, one: Somebody) -> None:
        """Most of those who announce to leave are talked to in time; of the others it is not known yet."""
        one.story = True
        if day < self.end - timedelta(days=1):
            stays = self.dice.randrange(3)
            told = {"comment": "a smaller set, for a smaller bill"} if stays else {"reason": "price_value"}
            self._happens(day, one, "saved" if stays else "lost", told)

    def _happens(self, day: datetime, one: Somebody, kind: str, told: dict[str, Any]) -> None:
        """Consumers come and go by the shop, which tells it; of businesses colleagues tell."""
        by_shop = one.consumer and kind in ("gained", "lost", "returned")
        act = shop_tells if by_shop else tell
        self.acts[day.date()].append(partial(act, one=one, kind=kind, on=day.date(), told=told))
        one.last = day.date()

    def _anyone(self, state: str, before: datetime) -> Somebody | None:
        """By chance; nobody to whom something happened in these weeks."""
        settled = (before - timedelta(days=21)).date()
        able = [one for one in self.everyone if one.state == state and not one.story]
        able = [one for one in able if one.last is None or one.last < settled]
        return self.dice.choice(able) if able else None


def deeds(start: datetime, end: datetime) -> Iterator[Deed]:
    """A day's entries together, in the early afternoon; then what is special."""
    year = Year(start, end)
    year.lives()
    for day, acts in year.acts.items():
        if day < end.date():
            yield Deed(_moment(day, end), partial(all_of, acts=acts))
    month = end.date().replace(day=1) - timedelta(days=1)
    yield Deed(_moment(month, end) + timedelta(hours=4), count)
    yield from year.lately()


def _address(name: str, between: str) -> str:
    return re.sub("[^a-z]+", between, searchable(name)).strip(between)


def _moment(day: date, end: datetime) -> datetime:
    return datetime.combine(day, end.timetz()).replace(hour=13, minute=0, second=0, microsecond=0)
