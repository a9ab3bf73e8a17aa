"""When each channel hears its digest, and of which days: one begins where the last one ended, so nothing is lost."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import String, UniqueConstraint, bindparam, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, choices, occasions, outbox
from models.base import Base, Id, SlackId, Tenant, claim
from models.calendar import local_day, month_bounds, week_bounds
from models.champions.board import PUBLIC, within
from models.champions.digests import A_MOMENT, DIGEST, Digest, digest, letter
from models.champions.ledger import WEEKLY, Choices
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.recurrence import Monthly, Rule, Weekly
from models.schedule import Preview
from models.workspaces import NEVER, Channel, Workspace

NOWHERE = "not in this channel"
QUIET = 2  # periods without a thank-you in a row, after which the CX leads are asked


class ChannelDigest(Base):
    """What a channel chose about its digest (None: as the company chose), and how far its digests have told."""

    __tablename__ = "champion_digests"
    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)

    id: Mapped[Id]
    workspace_id: Mapped[Tenant]
    channel: Mapped[SlackId]
    day: Mapped[str | None] = mapped_column(String(32))
    time: Mapped[str | None] = mapped_column(String(5))
    size: Mapped[int | None]
    told_until: Mapped[datetime | None]
    quiet: Mapped[int] = mapped_column(default=0)  # periods without a thank-you in a row, since somebody last decided
    asked_at: Mapped[datetime | None]  # while nobody has answered whether to go on


BY_CHANNEL = select(ChannelDigest).where(
    ChannelDigest.workspace_id == bindparam("here"), ChannelDigest.channel == bindparam("channel")
)
FOR_US_ALONE = BY_CHANNEL.with_for_update().execution_options(populate_existing=True)
ANY = select(exists().where(*PUBLIC))


@dataclass(frozen=True)
class Rhythm:
    """When a digest comes, and how many names stand in it."""

    day: str
    time: str
    size: int

    @property
    def every(self) -> str:
        return "week" if self.day in WEEKLY else "month"

    def rule(self) -> Rule:
        at = time.fromisoformat(self.time)
        return Weekly(self.day.removeprefix("every "), at) if self.every == "week" else Monthly(self.day, at)

    def closes(self, moment: datetime, zone: str) -> datetime:
        """Where the period ends that is told at a moment: with the last whole week or calendar month.

        On one of the last days of a month that month is all but over, so it is told up to the moment itself.
        """
        if self.every == "week":
            return week_bounds(local_day(moment, zone), zone)[0]
        return month_bounds(local_day(moment, zone), zone)[0] if self.day.startswith("first") else moment

    def opens(self, end: datetime, zone: str) -> datetime:
        """Where the week or month begins that ends, or breaks off, at `end`."""
        last_day = local_day(end - A_MOMENT, zone)
        return (week_bounds if self.every == "week" else month_bounds)(last_day, zone)[0]


@dataclass(frozen=True)
class Round:
    """One turn of a channel's digest. Without shout-outs it may be `quiet`, and worth a word; or a question."""

    start: datetime
    end: datetime
    every: str
    tally: Digest
    quiet: bool = False
    asks: bool = False


def find(session: Session, here: Workspace, channel: str) -> ChannelDigest | None:
    return session.scalar(BY_CHANNEL, {"here": here.id, "channel": channel})


def rhythm(session: Session, here: Workspace, channel: str) -> Rhythm:
    """As the channel chose, and otherwise as the company did."""
    own, row = choices.read(session, here, Choices), find(session, here, channel)
    if row is None:
        return Rhythm(own.digest_day, own.digest_time, own.digest_size)
    return Rhythm(row.day or own.digest_day, row.time or own.digest_time, row.size or own.digest_size)


def turn(session: Session, here: Workspace, channel: str) -> Rule:
    """When a channel's digest comes, for the clock."""
    return rhythm(session, here, channel).rule()


def due_in(session: Session, here: Workspace, channel: str) -> bool:
    """Whether digests come to this channel by themselves."""
    own = choices.read(session, here, Choices)
    return own.on and own.digest and channel in own.channels


def kept(session: Session, here: Workspace, channel: str) -> ChannelDigest:
    """The channel's row, ours alone until the commit."""
    claim(session, ChannelDigest, {"workspace_id": here.id, "channel": channel, "quiet": 0})
    return session.scalars(FOR_US_ALONE, {"here": here.id, "channel": channel}).one()


def _since(session: Session, here: Workspace, channel: str, own: Rhythm, end: datetime) -> datetime:
    """Where the last digest ended; before the first, where the period began, or the first one that was missed."""
    row = find(session, here, channel)
    if row is not None and row.told_until is not None:
        return row.told_until
    missed = occasions.first(session, here, DIGEST, channel, before=end)
    return own.opens(own.closes(missed.due_at, here.zone) if missed else end, here.zone)


def close(session: Session, here: Workspace, channel: str, *, at: datetime) -> Round:
    """Take the period that a channel's digest tells at its hour. The next one begins where it ends."""
    row, own = kept(session, here, channel), rhythm(session, here, channel)
    end = own.closes(at, here.zone)
    start = _since(session, here, channel, own, end)
    end = max(start, end)
    tally = digest(session, here, start, end, size=own.size)
    row.told_until = end
    if tally.shout_outs or _any(session, here, own.opens(end, here.zone), end):
        row.quiet, row.asked_at = 0, None  # the latter: it was told within the period, because somebody wished it
        return Round(start, end, own.every, tally)
    if start == end or row.asked_at or not _any(session, here, NEVER, end):
        return Round(start, end, own.every, tally)
    row.quiet += 1
    row.asked_at = at if row.quiet >= QUIET else None
    return Round(start, end, own.every, tally, quiet=True, asks=row.asked_at is not None)


def _any(session: Session, here: Workspace, start: datetime, end: datetime) -> bool:
    """Whether there was anything that everyone may read."""
    return bool(session.scalar(ANY, within(here, start, end)))


def as_of(session: Session, here: Workspace, channel: str, *, at: datetime) -> Round:
    """The digest as it would read if it were posted now: since the last one."""
    own = rhythm(session, here, channel)
    start = min(at, _since(session, here, channel, own, at))
    return Round(start, at, own.every, digest(session, here, start, at, size=own.size))


def preview(session: Session, here: Workspace, *, at: datetime) -> Preview:
    """The digest as it would read today, by the company's own rhythm: what a channel would get."""
    chosen = choices.read(session, here, Choices)
    own = Rhythm(chosen.digest_day, chosen.digest_time, chosen.digest_size)
    start = own.opens(at, here.zone)
    end = at + A_MOMENT  # with what was said just now
    tally = digest(session, here, start, end, size=own.size)
    return Preview(DIGEST, letter(session, here, tally, start, end, own.every), quiet=not tally.shout_outs)


def publish(session: Session, here: Workspace, where: Channel, *, by: Member, at: datetime) -> Letter:
    """Post a channel's digest now, because somebody wishes it. The next one begins where this one ends."""
    _check(where)
    if not where.member:
        raise Refusal("I'm not in that channel: type /invite and my name there, then press it again.")
    row = kept(session, here, where.slack_id)
    now = as_of(session, here, where.slack_id, at=at)
    if not now.tally.shout_outs:
        raise Refusal("Nobody was thanked since the last digest here, so there is nothing to post yet.")
    row.told_until, row.quiet, row.asked_at = at, 0, None
    told = letter(session, here, now.tally, now.start, now.end, now.every)
    return outbox.post(
        session, here, where.slack_id, "champions.digest", at=at, scheduled=True, on_behalf=by.slack_id, **told
    )


def _check(where: Channel) -> None:
    """Where no digest goes, whoever wishes it."""
    if where.direct:
        raise Refusal("A digest goes to a channel: type `/champion digest` in the one that you mean.")
    if where.shared:
        raise Refusal("That channel is shared with another company, so no digest goes there.")
    if where.archived:
        raise Refusal("That channel is archived, so no digest goes there.")


def arrange(
    session: Session, here: Workspace, where: Channel, *, day: str, time: str, size: str, by: Member, at: datetime
) -> None:
    """Choose for one channel. What is the same as the company's follows it when it changes."""
    fields = choices.fields(Choices)
    company, chosen, problems = choices.read(session, here, Choices), {}, {}
    for name, typed in {"day": day, "time": time, "size": size}.items():
        try:
            stays = name == "day" and typed == NOWHERE
            chosen[name] = typed if stays else choices.parse(fields[f"digest_{name}"], typed)
        except ValueError as problem:
            problems[name] = str(problem)
    if problems:
        raise Refusal(fields=problems)
    if day == NOWHERE:
        leave(session, here, where.slack_id, by=by, at=at)
        return
    _check(where)
    row = kept(session, here, where.slack_id)
    for name, value in chosen.items():
        setattr(row, name, None if value == getattr(company, f"digest_{name}") else value)
    row.quiet, row.asked_at = 0, None
    if where.slack_id not in company.channels:
        row.told_until = None  # it begins with the period that runs
        _speak_in(session, here, (*company.channels, where.slack_id), by=by, at=at)
    audit.note(session, here, "digest arranged", where.slack_id, by=by.slack_id, at=at, **chosen)
    occasions.plans_changed(session)
    session.flush()


def leave(session: Session, here: Workspace, channel: str, *, by: Member, at: datetime) -> None:
    """No more digests in this channel."""
    channels = choices.read(session, here, Choices).channels
    _speak_in(session, here, tuple(one for one in channels if one != channel), by=by, at=at)


def _speak_in(session: Session, here: Workspace, channels: tuple[str, ...], *, by: Member, at: datetime) -> None:
    choices.write(session, here, Choices, {"channels": channels}, by=by.slack_id, at=at)
