"""A ritual's settings: declared once and typed, shown in Slack and on the command line, kept as rows."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, TypeVar, cast

from sqlalchemy import JSON, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, members, occasions, workspaces
from models.base import Base, Id, SlackId, Tenant
from models.errors import Refusal
from models.workspaces import Workspace

Kind = Literal["yes or no", "one of", "time", "whole number", "words", "address", "person", "channel", "channels"]
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
PERSON = re.compile(r"(?:<@)?([UW][A-Z0-9]{5,})(?:\|[^>]*)?>?")
CHANNEL = re.compile(r"(?:<#)?([CG][A-Z0-9]{5,})(?:\|[^>]*)?>?")
ADDRESS = re.compile(r"https?://[^\s<>|\"]{4,500}")
YES = {"yes", "on", "true", "1"}
NO = {"no", "off", "false", "0"}


@dataclass(frozen=True)
class Field:
    """What a setting is: its kind, its words, and what it accepts."""

    kind: Kind
    label: str
    help: str = ""
    options: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    asked: bool = False  # one of the questions of the first day


@dataclass(frozen=True)
class Chosen:
    """Stands for the value of a setting where it is not known yet: in a schedule's rule."""

    field: str


def _field(default: Any, field: Field) -> Any:
    return dataclasses.field(default=default, metadata={"field": field})


def yes_no(label: str, *, default: bool, help: str = "") -> Any:
    return _field(default, Field("yes or no", label, help))


def one_of(label: str, options: Sequence[str], *, default: str, help: str = "", asked: bool = False) -> Any:
    return _field(default, Field("one of", label, help, options=tuple(options), asked=asked))


def time_of_day(label: str, *, default: str, help: str = "") -> Any:
    return _field(default, Field("time", label, help))


def whole(label: str, *, default: int, least: int, most: int, help: str = "") -> Any:
    return _field(default, Field("whole number", label, help, least=least, most=most))


def words(label: str, *, default: tuple[str, ...], most: int, help: str = "") -> Any:
    return _field(default, Field("words", label, help, most=most))


def address(label: str, *, help: str = "") -> Any:
    """A web address, with a place in braces that is filled in later if its help says so; may stay empty."""
    return _field("", Field("address", label, help))


def person(label: str, *, help: str = "") -> Any:
    """One colleague, by Slack id; may stay empty."""
    return _field("", Field("person", label, help))


def channel(label: str, *, help: str = "") -> Any:
    return _field("", Field("channel", label, help))


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What every ritual lets a company choose. Every ritual starts off."""

    ritual: ClassVar[str]

    on: bool = yes_no("Run this ritual", default=False, help="Nothing is posted by itself until this is on.")
    channels: tuple[str, ...] = _field(
        (), Field("channels", "Channels", "Where its scheduled messages go. The app has to be in them.")
    )


Declared = TypeVar("Declared", bound=Choices)


class Choice(Base):
    __tablename__ = "choices"
    __table_args__ = (UniqueConstraint("workspace_id", "ritual", "field"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    ritual: Mapped[str] = mapped_column(String(32))
    field: Mapped[str] = mapped_column(String(32))
    value: Mapped[Any] = mapped_column(JSON)
    by: Mapped[SlackId]
    at: Mapped[datetime]


CHOSEN = select(Choice.field, Choice.value).where(
    Choice.workspace_id == bindparam("here"), Choice.ritual == bindparam("ritual")
)


def fields(declared: type[Choices]) -> dict[str, Field]:
    return {field.name: field.metadata["field"] for field in dataclasses.fields(declared)}


def people_in(declared: type[Choices], typed: Mapping[str, Any]) -> list[str]:
    """The people whom somebody chose, in any field of a form."""
    known = fields(declared)
    return [str(value) for name, value in typed.items() if value and name in known and known[name].kind == "person"]


def channels_in(declared: type[Choices], typed: Mapping[str, Any]) -> list[str]:
    """The channels that somebody chose, in any field of a form."""
    known = fields(declared)
    chosen = [value for name, value in typed.items() if name in known and known[name].kind in ("channel", "channels")]
    return [one for value in chosen for one in ([value] if isinstance(value, str) else value) if one]


def read(session: Session, here: Workspace, declared: type[Declared]) -> Declared:
    """What this company chose, with defaults for the rest. A row of a field that is gone is passed over.

    Looked up once in a session, which is one act: the next act looks again.
    """
    looked_up = session.info.setdefault("choices", {})
    if (here.id, declared) in looked_up:
        return cast(Declared, looked_up[here.id, declared])
    rows = session.execute(CHOSEN, {"here": here.id, "ritual": declared.ritual})
    known = fields(declared)
    chosen: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in rows if name in known
    }
    looked_up[here.id, declared] = declared(**chosen)
    return cast(Declared, looked_up[here.id, declared])


def write(
    session: Session,
    here: Workspace,
    declared: type[Choices],
    typed: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
) -> None:
    """Keep what someone chose: all of it, or every problem at once. What is unchanged leaves no trace."""
    known, problems, values = fields(declared), {}, {}
    for name, given in typed.items():
        if name not in known:
            problems[name] = f"{declared.ritual} has no setting “{name}”: it has {', '.join(known)}."
            continue
        try:
            values[name] = parse(known[name], given)
            _check_channels(session, here, known[name], values[name])
            _check_person(session, here, known[name], values[name])
        except ValueError as problem:
            problems[name] = str(problem)
    if problems:
        raise Refusal(fields=problems)
    before = read(session, here, declared)
    for name, value in values.items():
        if getattr(before, name) != value:
            _keep(session, here, declared.ritual, name, value, by=by, at=at)
            audit.note(
                session, here, "setting changed", f"{declared.ritual}.{name}", by=by, at=at,
                was=show(getattr(before, name)), now=show(value),
            )  # fmt: skip
            occasions.plans_changed(session)


def _keep(session: Session, here: Workspace, ritual: str, name: str, value: Any, *, by: str, at: datetime) -> None:
    row = session.scalar(
        select(Choice).where(Choice.workspace_id == here.id, Choice.ritual == ritual, Choice.field == name)
    )
    if row is None:
        row = Choice(workspace_id=here.id, ritual=ritual, field=name)
        session.add(row)
    row.value, row.by, row.at = list(value) if isinstance(value, tuple) else value, by, at
    session.info.pop("choices", None)
    session.flush()


def _check_channels(session: Session, here: Workspace, field: Field, value: Any) -> None:
    """A channel shared with another company never gets what is scheduled."""
    if field.kind not in ("channel", "channels"):
        return
    for slack_id in [value] if isinstance(value, str) else value:
        known = workspaces.channel(session, here, slack_id) if slack_id else None
        if known is not None and known.shared:
            raise ValueError(f"#{known.name} is shared with another company: choose one that is yours alone.")
        if known is not None and known.archived:
            raise ValueError(f"#{known.name} is archived: choose another one.")


def _check_person(session: Session, here: Workspace, field: Field, value: Any) -> None:
    """Whoever is chosen reads what others may not: only a colleague can be."""
    known = members.find(session, here, value) if field.kind == "person" and value else None
    if known is not None and not known.colleague:
        raise ValueError(f"{known.name} is not a full member of this workspace: choose a colleague.")


def parse(field: Field, given: Any) -> Any:
    """The value that was meant, or ValueError with a sentence that says what would do."""
    text = given.strip() if isinstance(given, str) else given
    match field.kind:
        case "yes or no":
            return _yes_or_no(text)
        case "one of":
            return _one_of(field, str(text))
        case "time":
            return _time(str(text))
        case "whole number":
            return _whole(field, text)
        case "words":
            return _words(field, text)
        case "address":
            return _address(str(text or ""))
        case "person":
            return _person(text) if text else ""
        case "channel":
            return _channel(text) if text else ""
        case "channels":
            listed = re.split(r"[,\s]+", text) if isinstance(text, str) else text or ()
            return tuple(dict.fromkeys(_channel(item) for item in listed if item))


def _yes_or_no(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if str(given).lower() in YES | NO:
        return str(given).lower() in YES
    raise ValueError("Say yes or no.")


def _one_of(field: Field, text: str) -> str:
    for option in field.options:
        if option.lower() == text.lower():
            return option
    raise ValueError(f"Choose one of: {', '.join(field.options)}.")


def _time(text: str) -> str:
    found = CLOCK.fullmatch(text)
    if not found:
        raise ValueError("Write a time of day as 09:00.")
    return f"{int(found[1]):02}:{found[2]}"


def _whole(field: Field, given: Any) -> int:
    problem = f"Write a whole number from {field.least} to {field.most}."
    try:
        number = int(str(given))
    except ValueError:
        raise ValueError(problem) from None
    if not field.least <= number <= field.most:
        raise ValueError(problem)
    return number


def _words(field: Field, given: Any) -> tuple[str, ...]:
    listed = re.split(r"[,\s]+", given) if isinstance(given, str) else list(given)
    tags = dict.fromkeys(str(word).lstrip("#").lower() for word in listed if str(word).strip("# "))
    odd = [word for word in tags if not re.fullmatch(r"[\w-]{1,30}", word)]
    if odd:
        raise ValueError(f"Only letters, digits and hyphens, up to 30: {', '.join(odd)[:200]}.")
    if not 0 < len(tags) <= field.most:
        raise ValueError(f"Write one to {field.most} words.")
    return tuple(tags)


def _address(text: str) -> str:
    if text and not ADDRESS.fullmatch(text):
        raise ValueError("Write a web address that begins with https://, or leave it empty.")
    return text


def _person(given: Any) -> str:
    found = PERSON.fullmatch(str(given).strip())
    if not found:
        raise ValueError("Give the person by their id, as U0123ABCD.")
    return found[1]


def _channel(given: Any) -> str:
    found = CHANNEL.fullmatch(str(given).strip())
    if not found:
        raise ValueError("Give the channel by its id, as C0123ABCD.")
    return found[1]


def show(value: Any) -> str:
    """A value as the command line prints and takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)
