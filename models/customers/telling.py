"""Reading what another system tells of a customer: every field, and every problem at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from models.customers.ledger import BUSINESS, CONSUMER, GREW, KINDS, NO, SHRANK, UNKNOWN, YES
from models.customers.recording import LARGEST, MOST_COMMENT
from models.errors import Refusal
from models.texts import clean

PERSONAL = frozenset({"name", "contact", "phone", "email"})
TOP = ("id", "customer", "event", "on", "value", "reason", "comment", "referred")
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII)
CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Given:
    """One told thing, understood. Money in hundredths a month; `on` is today where no day was told."""

    ref: str
    fields: dict[str, Any]  # of the customer's record; only those that were told
    monthly: int | None
    currency: str | None
    kind: str | None
    on: date
    value: int | None
    reason: str | None
    comment: str
    referred: bool
    notes: list[str]


@dataclass
class _Reader:
    """Takes one value after the other, and keeps what is wrong with any of them."""

    problems: dict[str, str] = field(default_factory=dict)

    def take(self, told: Mapping[str, Any], name: str, read: Callable[[Any], Any], where: str = "") -> Any:
        """The value, or None where there is none or it won't do."""
        if told.get(name) is None:
            return None
        try:
            return read(told[name])
        except ValueError as problem:
            self.problems[f"{where}{name}"] = str(problem)
            return None


def read(told: Any, *, zone: str, today: date) -> Given:
    """What was told, or a Refusal that names every field that won't do."""
    if not isinstance(told, Mapping):
        raise Refusal('Each event is an object: {"customer": {"id": …}, "event": "lost"}.')
    customer = told.get("customer")
    if not isinstance(customer, Mapping):
        raise Refusal(fields={"customer": 'Say which customer: {"customer": {"id": "4711"}}.'})
    reader = _Reader()
    ref = reader.take(customer, "id", _ref, "customer.")
    if ref is None:
        reader.problems.setdefault("customer.id", "Say which customer: their number where they come from.")
    kind = reader.take(told, "event", _kind)
    fields = {
        name: reader.take(customer, name, how, "customer.")
        for name, how in FIELDS.items()
        if name in customer and (customer[name] is not None or name in EMPTIED)
    }
    given = Given(
        ref=ref or "", fields=_whole(fields), kind=kind,
        monthly=reader.take(customer, "monthly_value", _money, "customer."),
        currency=reader.take(customer, "currency", _currency, "customer."),
        on=reader.take(told, "on", lambda said: _day(said, zone)) or today,
        value=reader.take(told, "value", _money), reason=reader.take(told, "reason", _line(255)) or None,
        comment=reader.take(told, "comment", _comment) or "", referred=bool(reader.take(told, "referred", _yes_or_no)),
        notes=_strange(told, customer),
    )  # fmt: skip
    _fit(told, given, reader.problems)
    if reader.problems:
        raise Refusal(fields=reader.problems)
    return given


def _fit(told: Mapping[str, Any], given: Given, problems: dict[str, str]) -> None:
    """What can't stand together."""
    if told.get("event") is None:
        alone = [name for name in ("on", "value", "reason", "comment", "referred") if told.get(name) is not None]
        for name in alone:
            problems.setdefault(name, f"Say what happened: event is one of {', '.join(KINDS)}.")
    if given.kind in (GREW, SHRANK) and given.value is None and given.monthly is None and "value" not in problems:
        problems["value"] = "Say what they pay a month now."


def _strange(told: Mapping[str, Any], customer: Mapping[str, Any]) -> list[str]:
    known = {"id", "monthly_value", "currency", *FIELDS}
    odd = [str(name) for name in told if name not in TOP] + [
        f"customer.{name}" for name in customer if name not in known
    ]
    return [f"There is no field “{clean(name)[:60]}”: it was left out." for name in odd[:5]]


def _whole(fields: dict[str, Any]) -> dict[str, Any]:
    """A customer always has a name and a may-we-call; what was told as nothing empties the others."""
    told = {name: None if name in EMPTIED and value == "" else value for name, value in fields.items()}
    return {name: value for name, value in told.items() if value is not None or name in EMPTIED}


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


def number(said: Any) -> str:
    """A customer's number as it is kept; "" if it is none."""
    try:
        return _ref(said)
    except ValueError:
        return ""


def _ref(said: Any) -> str:
    if isinstance(said, bool) or not isinstance(said, str | int):
        raise ValueError("A customer's id is text or a whole number.")
    text = _line(255)(str(said))
    if not text:
        raise ValueError("Say which customer: their number where they come from.")
    return text


def _name(said: Any) -> str:
    text = _line(255)(said)
    if not text:
        raise ValueError("A name can't be empty: leave it out.")
    return text


def _comment(said: Any) -> str:
    if not isinstance(said, str):
        raise ValueError("This is text.")
    return clean(said)[:MOST_COMMENT]


def _kind(said: Any) -> str:
    if not isinstance(said, str) or said.strip().lower() not in KINDS:
        raise ValueError(f"This is one of {', '.join(KINDS)}.")
    return said.strip().lower()


def _money(said: Any) -> int:
    """Hundredths a month, from 49.9 or "49.90"."""
    text = str(said).strip() if isinstance(said, str | int | float | Decimal) and not isinstance(said, bool) else ""
    if isinstance(said, float | Decimal):
        text = f"{Decimal(str(said)):f}"
    if not NUMBER.fullmatch(text):
        raise ValueError("Write what they pay a month as a number, like 49.90.")
    try:
        hundredths = int((Decimal(text) * 100).to_integral_value(rounding="ROUND_HALF_UP"))
    except InvalidOperation:
        raise ValueError("Write what they pay a month as a number, like 49.90.") from None
    if not 0 <= hundredths <= LARGEST:
        raise ValueError("Write what they pay a month as a number, zero or more.")
    return hundredths


def _currency(said: Any) -> str:
    if not isinstance(said, str) or not CODE.fullmatch(said.strip().upper()):
        raise ValueError("Write the currency as three letters: EUR.")
    return said.strip().upper()


def _day(said: Any, zone: str) -> date:
    """A date, or the day that a moment with its offset is in the company's own zone."""
    try:
        if isinstance(said, str) and DAY.fullmatch(said):
            return date.fromisoformat(said)
        if isinstance(said, str) and MOMENT.fullmatch(said):
            return datetime.fromisoformat(said.upper()).astimezone(ZoneInfo(zone)).date()
    except (ValueError, OverflowError):
        pass
    raise ValueError("Write the day as 2026-11-18, or a moment with its offset: 2026-11-18T09:30:00Z.")


def _since(said: Any) -> date:
    return _day(said, "UTC")


def _yes_or_no(said: Any) -> bool:
    if isinstance(said, bool):
        return said
    if isinstance(said, str) and said.strip().lower() in ("yes", "no", "true", "false"):
        return said.strip().lower() in ("yes", "true")
    raise ValueError("This is true or false.")


def _may_call(said: Any) -> str:
    if isinstance(said, str) and said.strip().lower() == UNKNOWN:
        return UNKNOWN
    return YES if _yes_or_no(said) else NO


def _business_or_consumer(said: Any) -> str:
    if not isinstance(said, str) or said.strip().lower() not in (BUSINESS, CONSUMER):
        raise ValueError(f"This is {BUSINESS} or {CONSUMER}.")
    return said.strip().lower()


def _email(said: Any) -> str:
    text = _line(255)(said)
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError("This is no e-mail address.")
    return text


FIELDS: dict[str, Callable[[Any], Any]] = {
    "name": _name, "segment": _line(64), "owner": _line(255), "since": _since, "kind": _business_or_consumer,
    "contact": _line(255), "phone": _line(64), "email": _email, "may_call": _may_call, "do_not_contact": _yes_or_no,
    "in_dispute": _yes_or_no, "deceased": _yes_or_no, "test": _yes_or_no,
}  # fmt: skip
EMPTIED = frozenset({"segment", "owner", "since", "contact", "phone", "email"})  # null takes them away
