"""A look over the whole file before anything is written: how its days and amounts are meant, which rows come again."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.errors import Refusal
from models.imports import values
from models.imports.fields import Field
from models.imports.reading import Row

LEAST_BITS, MOST_BITS = 1 << 16, 1 << 23
VARIETY = 10_000  # different values of a column that are weighed; more say nothing new
ASK = "--dates DMY or --dates MDY"


@dataclass
class Survey:
    """What was seen so far. Memory stays flat: a bit for each number seen, and the numbers that may have come twice.

    `again` is {number: row at which it comes last}, for each number whose bit was set before; a few of these came
    once only, which does no harm.
    """

    bits: bytearray
    rows: int = 0
    again: dict[str, int] = field(default_factory=dict)
    votes: dict[str, dict[str, int]] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)  # field -> a day that can be read in two ways
    leans: dict[str, str] = field(default_factory=dict)  # field -> the likelier decimal mark, where none is given away

    @classmethod
    def of(cls, size: int) -> "Survey":
        """For a file of `size` bytes."""
        return cls(bytearray(min(max(size, LEAST_BITS), MOST_BITS) // 8))

    def told(self) -> bytes:
        """All but the bits, to go on with later."""
        known = {"rows": self.rows, "again": self.again, "votes": self.votes}
        known |= {"doubts": self.doubts, "leans": self.leans}
        return zlib.compress(json.dumps(known).encode())

    @classmethod
    def again_from(cls, told: bytes, bits: bytes) -> "Survey":
        return cls(bytearray(bits), **json.loads(zlib.decompress(told)))


class Look:
    """Goes over rows for a survey: which columns are days or amounts, and which holds the number."""

    def __init__(self, survey: Survey, fields: Sequence[Field], columns: Mapping[str, int], key: str) -> None:
        self.survey, self.key = survey, columns.get(key, -1)
        self.weighed = [
            (one.name, columns[one.name], one.kind == "day", set[str]())
            for one in fields
            if one.name in columns and one.kind in ("day", "money", "whole")
        ]

    def over(self, rows: Iterable[Row]) -> None:
        survey, key, bits = self.survey, self.key, self.survey.bits
        most = len(bits) * 8
        for line, cells in rows:
            survey.rows += 1
            if not isinstance(cells, list):
                continue
            if 0 <= key < len(cells):
                number = cells[key].strip()
                place = zlib.crc32(number.encode("utf-8", "replace")) % most
                if bits[place >> 3] & (1 << (place & 7)):
                    survey.again[number] = line
                else:
                    bits[place >> 3] |= 1 << (place & 7)
            for name, column, is_day, met in self.weighed:
                if column < len(cells) and (text := cells[column]) not in met and len(met) < VARIETY:
                    met.add(text)
                    self._weigh(name, is_day, text)

    def _weigh(self, name: str, is_day: bool, text: str) -> None:
        votes = self.survey.votes.setdefault(name, {})
        if not is_day:
            if mark := values.marks(text):
                votes[mark] = votes.get(mark, 0) + 1
            elif values.COMMA in text or values.POINT in text:  # 1.234: no amount has three decimals
                self.survey.leans.setdefault(name, values.COMMA if values.POINT in text else values.POINT)
            return
        able = values.orders(text)
        if len(able) == 1:
            (only,) = able
            votes[only] = votes.get(only, 0) + 1
        elif able:
            self.survey.doubts.setdefault(name, text.strip()[:40])


def styles(survey: Survey, days: str = "") -> dict[str, str]:
    """What each column's values decide together: {field: order of days, or decimal mark}.

    `days` is what somebody said. A column that can be read in two ways follows the others; where none helps, Refusal.
    """
    found = {name: max(sorted(votes), key=lambda one: votes[one]) for name, votes in survey.votes.items() if votes}
    orders = {order for name, order in found.items() if order in values.ORDERS}
    marks = {mark for mark in found.values() if mark in (values.COMMA, values.POINT)}
    unclear = [name for name in survey.doubts if name not in found]
    if days:
        found |= dict.fromkeys([*survey.doubts, *(one for one in found if found[one] in orders)], days)
    elif unclear and len(orders) != 1:
        raise Refusal(*(_which(name, survey.doubts[name]) for name in unclear))
    else:
        found |= {name: next(iter(orders)) for name in unclear}
    shared = next(iter(marks)) if len(marks) == 1 else None
    found |= {name: shared or mark for name, mark in survey.leans.items() if name not in found}
    return found


def _which(name: str, text: str) -> str:
    return f"“{text}” in “{name}” can be read in two ways: say {ASK}, for day or month first."


def as_chosen(days: str) -> str:
    """The order of days that somebody chose."""
    order = days.strip().upper()
    if order and order not in values.ORDERS:
        raise Refusal(f"“{days}” is no order of days: write {', '.join(values.ORDERS[:-1])} or {values.ORDERS[-1]}.")
    return order
