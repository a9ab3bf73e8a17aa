"""What a file may tell: the fields that a ritual takes, and which column holds which."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any, Literal

from models.errors import Refusal
from models.imports import values
from models.imports.values import COMMA, DMY, DOUBT, POINT, Reader, folded

Kind = Literal["number", "text", "day", "money", "currency", "whole", "yes or no", "one of", "email", "phone"]
SPLIT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
WORDS = re.compile(r"[\W_]+")
UNIQUE = ("number", "email", "phone")  # kinds of which hardly two cells are alike
ENOUGH = 0.5  # of a column's samples must be readable, or its name misleads


@dataclass(frozen=True, kw_only=True)
class Field:
    """Something that a column may hold. `words` are what its head is called elsewhere, the surest first.

    `kind` "number" is an identifier, kept letter for letter. `options` are, of "one of", the words by their meaning.
    """

    name: str
    label: str
    kind: Kind
    words: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    most: int = 255

    def reader(self, style: str | None = None) -> Reader:
        """How a cell of this field is read: None where it is empty, DOUBT where it can't be.

        `style` is what the whole column decides: the order of days, the mark before the cents.
        """
        simple: dict[str, Reader] = {
            "currency": values.currency, "yes or no": values.yes_no, "email": values.email, "phone": values.phone,
        }  # fmt: skip
        if self.kind in simple:
            return simple[self.kind]
        if self.kind == "day":
            return partial(values.day, order=style or DMY)
        if self.kind in ("money", "whole"):
            return partial(values.money if self.kind == "money" else values.whole, decimal=style or POINT)
        if self.kind == "one of":
            return values.one_of(self.options)
        return partial(values.words, most=self.most)

    def remembering(self, style: str | None = None) -> Reader:
        """The same for a whole column: where cells say the same few things, each is read once."""
        read = self.reader(style)
        return read if self.kind in UNIQUE else values.Remembered(read).__getitem__

    def readable(self, samples: Sequence[str]) -> bool:
        """Whether a column with such cells can be meant."""
        if self.kind in ("number", "text"):
            return True
        readers = [self.reader(style) for style in _styles(self.kind)]
        filled = [text for text in samples if text.strip().casefold() not in values.NOTHING]
        right = max(sum(read(text) is not DOUBT for text in filled) for read in readers)
        return right >= ENOUGH * len(filled)


def _styles(kind: Kind) -> tuple[str | None, ...]:
    return {"day": values.ORDERS, "money": (POINT, COMMA), "whole": (POINT, COMMA)}.get(kind, (None,))


def plain(head: str) -> str:
    """A column's head as it is compared: “CustomerID”, “customer_id” and “Customer ID” are one."""
    return " ".join(WORDS.sub(" ", folded(SPLIT.sub(" ", head))).split())


def signature(heads: Sequence[str]) -> str:
    """By which a file of the same columns is known again."""
    return sha256("\n".join(plain(head) for head in heads).encode()).hexdigest()


def guess(
    fields: Sequence[Field], heads: Sequence[str], samples: Mapping[str, Sequence[str]],
    remembered: Mapping[str, str] | None = None,
) -> dict[str, str]:  # fmt: skip
    """Which column most likely holds which field: {field: head}. What is `remembered` of such a file goes first."""
    known = {one.name for one in fields}
    if remembered and set(remembered.values()) <= set(heads) and set(remembered) <= known:
        return dict(remembered)
    by_name = {plain(head): head for head in reversed(heads)}
    found: dict[str, str] = {}
    for one in fields:
        for word in (one.name, one.label, *one.words):
            head = by_name.get(plain(word))
            if head and head not in found.values() and one.readable(samples.get(head, ())):
                found[one.name] = head
                break
    return found


def settle(
    fields: Sequence[Field], heads: Sequence[str], guessed: Mapping[str, str], *,
    chosen: Mapping[str, str], fixed: Mapping[str, str],
) -> dict[str, str]:  # fmt: skip
    """The columns that hold: what was guessed, and over it what somebody chose (an empty head: none).

    Refusal names every field and column that does not exist, and what is missing.
    """
    by_name, by_plain = {one.name: one for one in fields}, {plain(head): head for head in heads}
    wrong = [
        f"There is no field “{name}”: there is {', '.join(by_name)}."
        for name in dict.fromkeys([*chosen, *fixed])
        if name not in by_name
    ]
    columns = {name: head for name, head in guessed.items() if name not in fixed}
    for name, head in chosen.items():
        exact = head if head in heads else by_plain.get(plain(head), "")
        if head and not exact:
            wrong.append(f"There is no column “{head}”: there is {', '.join(heads)}.")
        elif name in fixed and head:
            wrong.append(f"“{name}” is set for every row, so no column can hold it: choose one of the two.")
        columns = {one: its for one, its in columns.items() if one != name and its != exact}
        if exact:
            columns[name] = exact
    for name, text in fixed.items():
        if name in by_name and by_name[name].reader()(text) in (DOUBT, None):
            wrong.append(f"“{text}” is no value for “{name}”{_such_as(by_name[name])}.")
    for one in fields:
        if one.required and one.name not in columns and one.name not in fixed:
            wrong.append(f"No column holds {one.label}: choose it by --map {one.name}=Column, of {', '.join(heads)}.")
    if wrong:
        raise Refusal(*wrong)
    return columns


def _such_as(one: Field) -> str:
    offered: dict[str, Any] = {
        "one of": ", ".join(one.options), "day": "2026-09-30", "yes or no": "yes, no", "money": "120.50",
    }  # fmt: skip
    return f": write it as {offered[one.kind]}" if one.kind in offered else ""
