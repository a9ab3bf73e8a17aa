"""Someone who can be spoken to by schedule, and the hours in which that is no trouble."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.calendar import DaysOff, instant
from models.recurrence import Occurrence, Rule

WORK = time(9), time(18)  # when scheduled direct messages may arrive, by the receiver's clock


@dataclass(frozen=True)
class Audience:
    """The company, a channel or a person: the rule by which its turns come, and the clock and days off it lives by."""

    id: str
    rule: Rule
    zone: str
    off: DaysOff

    def after(self, moment: datetime) -> Occurrence:
        """The first turn after a moment."""
        return self.rule.after(moment, self.zone, self.off)


def working_hours(moment: datetime, zone: str, off: DaysOff) -> bool:
    local = moment.astimezone(ZoneInfo(zone))
    return off.is_working(local.date()) and WORK[0] <= local.time() < WORK[1]


def next_morning(moment: datetime, zone: str, off: DaysOff) -> datetime:
    """The next time a working day begins there."""
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < WORK[0] else local.date() + timedelta(days=1)
    return instant(off.next_working(day), WORK[0], zone)
