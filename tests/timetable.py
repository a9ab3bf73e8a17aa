"""A clock with schedules made up for the occasion, and a company whose wall clock it follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType, SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import HALF_A_DAY, Clock, Played
from bot.database import Database
from bot.rituals import Ritual, Rules
from models import choices, members, outbox, rights, workspaces
from models.members import Member
from models.occasions import Moment, Occasion
from models.outbox import Letter
from models.recurrence import MONTHLY_DAYS
from models.schedule import USUAL
from models.workspaces import Workspace

CARE, NEWS = "C0CARE0000", "C0NEWS0000"
BERLIN = "Europe/Berlin"


@dataclass(frozen=True, kw_only=True)
class Rhythm(choices.Choices):
    """The settings of a ritual that exists only here."""

    ritual = "rhythm"
    day: str = choices.one_of("Day", MONTHLY_DAYS, default="last working day")
    weekday: str = choices.one_of("Weekday", ("Monday", "Wednesday", "Friday"), default="Monday")
    at: str = choices.time_of_day("Time", default="16:00")
    digest: bool = choices.yes_no("Digest", default=True)


class Timetable:
    """`table.says("rhythm.digest", table.clock.monthly, …)`, `table.on()`, `table.tick("2026-11-30T16:00")`."""

    def __init__(self, database: Database, *, zone: str = BERLIN, country: str | None = "DE") -> None:
        rules = cast(Rules, SimpleNamespace(TITLE="Rhythm", Choices=Rhythm))
        ritual = Ritual("rhythm", rules, ModuleType("handlers"), ModuleType("schedules"))
        self.database, self.clock = database, Clock(database, {"rhythm": ritual})
        self.said: list[tuple[str, str, datetime]] = []
        self.silent: set[str] = set()
        with database.writing() as session:
            self.here = workspaces.install(
                session, "T0HARBOUR0", name="Harbour & Pine", url="https://harbour.slack.com/", bot_user="U0CXBOT000",
                bot_id="B0CXBOT000", scopes=[], at=self.at("2026-01-05T09:00", zone),
            )  # fmt: skip
            self.here.zone, self.here.country = zone, country

    @staticmethod
    def at(wall: str, zone: str = BERLIN) -> datetime:
        """A wall time of the company's."""
        moment = datetime.fromisoformat(wall)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))

    def speaks(
        self, name: str, day: str | choices.Chosen | None, at: str | choices.Chosen, *, audience: str = "channels",
        grace: timedelta = HALF_A_DAY, priority: int = USUAL, wanted: str | None = None,
    ) -> None:  # fmt: skip
        """Something that speaks whenever its turn comes, unless it is among the silent: daily without a day."""

        def play(session: Session, here: Workspace, who: str, moment: datetime) -> Sequence[Letter]:
            if name in self.silent:
                return []
            self.said.append((name, who, moment))
            send: Callable[..., Letter] = outbox.post if who[0] == "C" else outbox.dm
            return [send(session, here, who, "setup.resumed", at=moment, scheduled=True)]

        more: dict[str, Any] = {"audience": audience, "grace": grace, "priority": priority, "wanted": wanted}
        monthly = isinstance(day, choices.Chosen) or day in MONTHLY_DAYS
        if day is None:
            self.clock.daily(name, at, **more)(play)
        elif monthly and day != choices.Chosen("weekday"):
            self.clock.monthly(name, day, at, **more)(play)
        else:
            self.clock.weekly(name, day, at, **more)(play)

    def choose(self, wall: str | datetime, **typed: Any) -> None:
        """Change settings, as a form does: next moments are computed anew in the same transaction."""
        now = wall if isinstance(wall, datetime) else self.at(wall, self.here.zone)
        with self.database.writing() as session:
            here = session.get_one(Workspace, self.here.id)
            if typed:
                choices.write(session, here, Rhythm, typed, by="operator", at=now)
            self.clock.plan(session, here, now)

    def change(self, wall: str, **fields: Any) -> None:
        """Change what is known of the company."""
        with self.database.writing() as session:
            here = session.get_one(Workspace, self.here.id)
            for name, value in fields.items():
                setattr(here, name, value)
            self.clock.plan(session, here, self.at(wall, self.here.zone))

    def employ(self, person: str, zone: str, wall: str = "2026-01-05T09:00") -> None:
        """A CX lead, who is among those that hear about the machinery."""
        with self.database.writing() as session:
            here = session.get_one(Workspace, self.here.id)
            now = self.at(wall)
            members.remember(session, here, {"id": person, "real_name": person, "tz": zone}, at=now)
            rights.give(session, here, rights.CX_LEAD, [person], by="operator", at=now)
            self.clock.plan(session, here, now)

    def tick(self, wall: str | datetime) -> list[Played]:
        return self.clock.tick(wall if isinstance(wall, datetime) else self.at(wall, self.here.zone))

    def live(self, until: str) -> list[Played]:
        """Tick at each moment at which anything is due, as a bot does that never sleeps."""
        end, played = self.at(until, self.here.zone), []
        while (due := self.clock.next_due()) is not None and due <= end:
            played += self.clock.tick(due)
        return played

    @property
    def next(self) -> list[tuple[str, datetime]]:
        with self.database.reading() as session:
            rows = session.scalars(select(Moment).order_by(Moment.next_at, Moment.priority))
            return [(row.name, row.next_at) for row in rows]

    def occasions(self, *outcomes: str) -> list[Occasion]:
        with self.database.reading() as session:
            rows = session.scalars(select(Occasion).order_by(Occasion.id)).all()
            return [row for row in rows if not outcomes or row.outcome in outcomes]

    def forget_moments(self) -> None:
        """As if nothing had been planned: the ledger alone remembers."""
        with self.database.writing() as session:
            for row in session.scalars(select(Moment)):
                session.delete(row)

    def member(self, person: str) -> Member:
        with self.database.reading() as session:
            found = members.find(session, self.here, person)
            assert found is not None
            return found


def local(moment: datetime, zone: str = BERLIN) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %d %b %H:%M")
