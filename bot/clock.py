"""APScheduler ticks, the ledger decides: what is due, for whom, and that it happens once."""

import logging
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.rituals import Rituals
from bot.telemetry import trail
from models import choices, members, occasions, rights
from models.audience import Audience, next_morning, working_hours
from models.calendar import instant, local_day
from models.choices import Choices, Chosen
from models.members import Member
from models.occasions import Moment, Outcome
from models.recurrence import Daily, Monthly, Occurrence, Rule, Weekly
from models.schedule import USUAL, Play, Rhythm
from models.workspaces import Workspace

log = logging.getLogger(__name__)

BATCH = 200
HALF_A_DAY = timedelta(hours=12)
TRY_AGAIN = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=7)  # who gave way for so long goes first, or would never be heard


@dataclass(frozen=True)
class Schedule:
    name: str
    rule: Rhythm
    audience: str  # "channels", "stewards" or "workspace"
    grace: timedelta
    priority: int
    wanted: str | None  # the yes-or-no setting that must be on beside the ritual's own
    play: Play

    @property
    def ritual(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class Played:
    """What came of a moment that was due."""

    at: datetime
    name: str
    audience: str
    outcome: str


class Clock:
    """The schedules of every ritual, and the moments at which each audience hears from them."""

    def __init__(self, database: Database, rituals: Rituals) -> None:
        self.database = database
        self.rituals = rituals
        self.schedules: dict[str, Schedule] = {}

    # what schedules/<ritual>.py says at the start

    def weekly(
        self, name: str, day: str | Chosen, at: str | Chosen, *, audience: str = "channels",
        grace: timedelta = HALF_A_DAY, priority: int = USUAL, wanted: str | None = None,
    ) -> Callable[[Play], Play]:  # fmt: skip
        rule = self._alike(name, lambda own: Weekly(_chosen(day, own), _wall(at, own)))
        return self.each(name, rule, audience=audience, grace=grace, priority=priority, wanted=wanted)

    def monthly(
        self, name: str, day: str | Chosen, at: str | Chosen, *, audience: str = "channels",
        grace: timedelta = HALF_A_DAY, priority: int = USUAL, wanted: str | None = None,
    ) -> Callable[[Play], Play]:  # fmt: skip
        rule = self._alike(name, lambda own: Monthly(_chosen(day, own), _wall(at, own)))
        return self.each(name, rule, audience=audience, grace=grace, priority=priority, wanted=wanted)

    def daily(
        self, name: str, at: str | Chosen, *, audience: str = "channels", grace: timedelta = HALF_A_DAY,
        priority: int = USUAL, wanted: str | None = None,
    ) -> Callable[[Play], Play]:  # fmt: skip
        """Every working day."""
        rule = self._alike(name, lambda own: Daily(_wall(at, own)))
        return self.each(name, rule, audience=audience, grace=grace, priority=priority, wanted=wanted)

    def each(
        self, name: str, rule: Rhythm, *, audience: str = "channels", grace: timedelta = HALF_A_DAY,
        priority: int = USUAL, wanted: str | None = None,
    ) -> Callable[[Play], Play]:  # fmt: skip
        """Every audience by a rule of its own."""

        def keep(play: Play) -> Play:
            self.schedules[name] = Schedule(name, rule, audience, grace, priority, wanted, play)
            return play

        return keep

    def _alike(self, name: str, rule: Callable[[Choices | None], Rule]) -> Rhythm:
        """One rule for every audience of a company, from what it chose."""
        return lambda session, here, _: rule(self._choices(session, here, name))

    # when things are due

    def plan(self, session: Session, here: Workspace, now: datetime) -> None:
        """Compute each audience's next moment anew: settings, zones, days off or people have changed."""
        session.get(Workspace, here.id, with_for_update={"key_share": True})  # two plans at once would write it twice
        rows = session.scalars(select(Moment).where(Moment.workspace_id == here.id))
        known = {(row.name, row.audience): row for row in rows}
        for schedule in self.schedules.values():
            own = self._choices(session, here, schedule.name)
            for audience in self._audiences(session, here, schedule, own):
                row = known.pop((schedule.name, audience.id), None)
                if row is None:
                    self._set(session, here, schedule, audience, None, after=now)
                elif row.due_at > now:
                    pending = self._still_to_come(schedule, audience, row, now)
                    self._set(session, here, schedule, audience, row, after=pending or now)
        for row in known.values():
            session.delete(row)
        session.flush()

    def _still_to_come(self, schedule: Schedule, audience: Audience, row: Moment, now: datetime) -> datetime | None:
        """The instant before a turn that the change moved into the past, if it can still be had late: no period is
        lost because its hour was changed to an earlier one. None if it lies ahead, or too far back."""
        turn = audience.after(now - schedule.grace)
        while turn.due <= now:
            if turn.period == row.period:
                return turn.due - timedelta(microseconds=1)
            turn = audience.after(turn.due)
        return None

    def _choices(self, session: Session, here: Workspace, name: str) -> Choices | None:
        ritual = self.rituals.get(name.partition(".")[0])
        return choices.read(session, here, ritual.rules.Choices) if ritual else None

    def _audiences(self, session: Session, here: Workspace, schedule: Schedule, own: Choices | None) -> list[Audience]:
        if here.removed_at or (own and not own.on) or (schedule.wanted and not getattr(own, schedule.wanted)):
            return []
        if schedule.audience == "channels":
            return [self._place(session, here, schedule, channel) for channel in (own.channels if own else ())]
        if schedule.audience == "workspace":
            return [self._place(session, here, schedule, occasions.WORKSPACE)]
        people = members.among(session, here, rights.stewards(session, here))
        return [self._person(session, here, schedule, one) for one in people.values() if one.colleague]

    def _place(self, session: Session, here: Workspace, schedule: Schedule, place: str) -> Audience:
        """A channel, or the company as a whole: it lives by the company's clock."""
        return Audience(place, schedule.rule(session, here, place), here.zone, here.calendar())

    def _person(self, session: Session, here: Workspace, schedule: Schedule, person: Member) -> Audience:
        rule = schedule.rule(session, here, person.slack_id)
        return Audience(person.slack_id, rule, members.zone_of(person, here), members.calendar_of(person, here))

    def _set(
        self, session: Session, here: Workspace, schedule: Schedule, audience: Audience, row: Moment | None, *,
        after: datetime,
    ) -> None:  # fmt: skip
        """Write down when this audience's next turn is."""
        nearest = self._next_turn(session, here, schedule, audience, after)
        if row is None:
            row = Moment(workspace_id=here.id, name=schedule.name, audience=audience.id)
            session.add(row)
        row.zone, row.period, row.priority = audience.zone, nearest.period, schedule.priority
        row.due_at = row.next_at = nearest.due
        row.failing_since = None

    def next_due(self) -> datetime | None:
        """The next moment of anyone, for those who push the clock."""
        with self.database.reading() as session:
            return occasions.next_moment(session)

    def upcoming(self, session: Session, here: Workspace) -> list[Moment]:
        rows = select(Moment).where(Moment.workspace_id == here.id).order_by(Moment.next_at, Moment.priority)
        return list(session.scalars(rows))

    def foresee(
        self, session: Session, here: Workspace, ritual: str, channels: Collection[str], now: datetime
    ) -> list[tuple[str, datetime]]:
        """When each schedule of a ritual would speak next in these channels, if it were on."""
        found = []
        for schedule in self.schedules.values():
            own = self._choices(session, here, schedule.name)
            wanted = not schedule.wanted or getattr(own, schedule.wanted)
            if schedule.ritual == ritual and schedule.audience == "channels" and wanted:
                places = [self._place(session, here, schedule, channel) for channel in channels]
                turns = [self._next_turn(session, here, schedule, place, now).due for place in places]
                found += [(schedule.name, min(turns))] if turns else []
        return found

    def _next_turn(
        self, session: Session, here: Workspace, schedule: Schedule, audience: Audience, after: datetime
    ) -> Occurrence:
        """The first occurrence after a moment whose period has not had its turn yet."""
        nearest = audience.after(after)
        while occasions.happened(session, here, schedule.name, audience.id, nearest.period):
            nearest = audience.after(nearest.due)
        return nearest

    # when they are due

    def tick(self, now: datetime, *, ended: Callable[[], bool] = lambda: False) -> list[Played]:
        """Play everything that has come, in order, each in a transaction of its own, until somebody ends it."""
        played: list[Played] = []
        before: list[tuple[int, datetime]] = []
        while True:
            with self.database.reading() as session:
                due = occasions.due(session, now, limit=BATCH)
            if not due or due == before:  # nothing moved: another process has them all in hand
                return played
            before = due
            for moment_id, _ in due:
                if ended():
                    return played
                result = self._meet(moment_id, now)
                if result:
                    played.append(result)

    def _meet(self, moment_id: int, now: datetime) -> Played | None:
        """One moment. Whatever fails in it is undone, logged, and tried again a little later."""
        try:
            with self.database.writing() as session:
                return self._play(session, moment_id, now)
        except Exception as fault:
            log.error("schedule failed id=%s moment=%s %s", uuid.uuid4().hex[:8], moment_id, trail(fault))
        with self.database.writing() as session:
            row = session.get(Moment, moment_id, with_for_update=True)
            if row is not None and row.next_at <= now:  # else another process has had more luck
                row.failing_since = row.failing_since or row.next_at
                row.next_at = now + TRY_AGAIN
        return None

    def _play(self, session: Session, moment_id: int, now: datetime) -> Played | None:
        row = session.get(Moment, moment_id, with_for_update={"skip_locked": True})
        if row is None or row.next_at > now:
            return None  # another process was quicker
        here = session.get_one(Workspace, row.workspace_id)
        schedule = self.schedules.get(row.name)
        own = self._choices(session, here, schedule.name) if schedule else None
        wanted = self._audiences(session, here, schedule, own) if schedule else []
        audience = next((one for one in wanted if one.id == row.audience), None)
        if schedule is None or audience is None:
            session.delete(row)
            return None
        following = audience.after(row.due_at)
        outcome = self._outcome(session, here, schedule, audience, row, now, overtaken=following.due <= now)
        if outcome is None:
            return None  # moved to another day
        if outcome != "overtaken":
            row.waiting_since = None
        played = Played(row.next_at, row.name, row.audience, outcome)
        self._set(session, here, schedule, audience, row, after=row.due_at)
        session.flush()
        return played

    def _outcome(
        self, session: Session, here: Workspace, schedule: Schedule, audience: Audience, row: Moment, now: datetime,
        *, overtaken: bool,
    ) -> Outcome | None:  # fmt: skip
        """Claim the occasion and do its work. None: the audience has heard enough today, so it moves."""

        def claim(outcome: Outcome) -> bool:
            return occasions.note(
                session, here, row.name, row.audience, row.period, due_at=row.due_at, outcome=outcome, at=now
            )

        if here.paused_until and row.next_at < here.paused_until:
            claim("paused")
            return "paused"
        if now - (row.failing_since or row.next_at) > schedule.grace:
            claim("skipped")
            return "skipped"
        if overtaken:
            claim("overtaken")  # its next turn has come too, and tells all that this one would have
            return "overtaken"
        if schedule.audience == "stewards" and not working_hours(now, audience.zone, audience.off):
            row.next_at = next_morning(now, audience.zone, audience.off)
            return None
        day = local_day(now, audience.zone)
        if schedule.audience != "workspace" and not self._day_is_free(session, here, audience, row, day, now):
            self._move(row, audience, day)
            return None
        outcome: Outcome = "late" if now - row.next_at > timedelta(hours=1) else "ran"
        if not claim(outcome):
            return "ran"  # its period had its turn already; only the next moment was missing
        letters = schedule.play(session, here, row.audience, row.due_at)
        if not letters:
            outcome = "quiet"
            occasions.settle(session, here, row.name, row.audience, row.period, outcome)
            occasions.leave_slot(session, here, row.audience, day, row.name)
        return outcome

    def _day_is_free(
        self, session: Session, here: Workspace, audience: Audience, row: Moment, day: date, now: datetime
    ) -> bool:
        """One scheduled message an audience a working day: whoever comes first in the fixed order has it."""
        if not audience.off.is_working(day):
            return False
        tomorrow = instant(day + timedelta(days=1), time(0), audience.zone)
        rivals = occasions.rivals(session, row, tomorrow)
        if any(_standing(rival, now) < _standing(row, now) for rival in rivals):
            return False
        return occasions.take_slot(session, here, row.audience, day, row.name)

    def _move(self, row: Moment, audience: Audience, day: date) -> None:
        """To the same time on the next working day."""
        at = row.due_at.astimezone(ZoneInfo(audience.zone)).time()
        row.waiting_since = row.waiting_since or row.due_at
        row.failing_since = None
        row.next_at = instant(audience.off.next_working(day + timedelta(days=1)), at, audience.zone)


def _standing(row: Moment, now: datetime) -> tuple[bool, int, datetime, str]:
    """The fixed order: who has waited too long, then deadlines, then who came due first."""
    patient = row.waiting_since is None or now - row.waiting_since < LONGEST_WAIT
    return patient, row.priority, row.waiting_since or row.due_at, row.name


def _chosen(value: str | Chosen, own: Choices | None) -> str:
    return str(getattr(own, value.field)) if isinstance(value, Chosen) else value


def _wall(value: str | Chosen, own: Choices | None) -> time:
    return time.fromisoformat(_chosen(value, own))
