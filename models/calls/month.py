"""A month of calls in numbers: tried, reached, heard and promised, each as its formula says."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import verbatims
from models.calendar import local_day
from models.calls import sight
from models.calls.heard import KEPT_BY_DATE, WRONG_PERSON, Attempt, Consent, Conversation, Promise
from models.calls.ledger import DEALT, DRAFTED, ON_HOLD, OWN, PASSED_ON, REMOVED, Name, Sheet
from models.calls.promises import standing_of
from models.metrics import ratio
from models.workspaces import Workspace

UNKNOWN = "unknown"
NOT_ASSIGNED = (DRAFTED, REMOVED, ON_HOLD, PASSED_ON)


@dataclass(frozen=True)
class LeaderMonth:
    """One leader's month, for leaders and CX leads. `status` is dealt, waiting, away or none left; `counted` is false
    for those away over half of it, and for those who only called of their own accord."""

    leader: str
    status: str
    counted: bool
    wanted: int
    dealt: int
    attempted: int
    spoken: int
    logged: bool


@dataclass(frozen=True)
class Month:
    """A month's numbers, of the names of that month whenever they were called. Shares are None where there is nothing
    to divide by.

    `dealt` names were assigned, `attempted` of them tried at least once, `wrong` of these had a wrong contact,
    `spoken` conversations came of them; `own` more calls nobody assigned, with `own_spoken` conversations. `leaders`
    count; `met` of them had the conversations wanted, `tried` tried so many. `days_to_call` is the median from lost to
    first tried. `asked` customers were asked whether we may record, `agreed` said yes. `changed` of `both` calls heard
    another reason than was stated. `promised` follow-ups, `kept` by the day, `overdue`. `heard` and `stated` count
    reasons of the conversations. `late` entries arrived after the month's end was told.
    """

    month: str
    leaders: int = 0
    dealt: int = 0
    attempted: int = 0
    wrong: int = 0
    spoken: int = 0
    own: int = 0
    own_spoken: int = 0
    met: int = 0
    tried: int = 0
    days_to_call: float | None = None
    asked: int = 0
    agreed: int = 0
    changed: int = 0
    both: int = 0
    promised: int = 0
    kept: int = 0
    overdue: int = 0
    worded: int = 0
    staged: int = 0
    late: int = 0
    heard: dict[str, int] = field(default_factory=dict)
    stated: dict[str, int] = field(default_factory=dict)
    each: list[LeaderMonth] = field(default_factory=list)

    @property
    def called(self) -> int:
        """“Leaders called 21 lost customers”: assigned or not."""
        return self.attempted + self.own

    @property
    def conversations(self) -> int:
        """“and spoke with 6”."""
        return self.spoken + self.own_spoken

    @property
    def attempt_rate(self) -> float | None:
        return ratio(self.attempted, self.dealt)

    @property
    def net_reach_rate(self) -> float | None:
        return ratio(self.spoken, self.attempted - self.wrong)

    @property
    def quota_met(self) -> float | None:
        return ratio(self.met, self.leaders)

    @property
    def consent_rate(self) -> float | None:
        return ratio(self.agreed, self.asked)

    @property
    def reason_changed(self) -> float | None:
        return ratio(self.changed, self.both)

    @property
    def promises_kept(self) -> float | None:
        return ratio(self.kept, self.promised)


def month(session: Session, here: Workspace, key: str, *, at: datetime, told_at: datetime | None = None) -> Month:
    """All numbers of a month (2026-11), as known at a moment. With `told_at`, `late` counts what came after it."""
    names = session.scalars(select(Name).where(Name.workspace_id == here.id, Name.month == key)).all()
    tries = _tries(session, here, [one.id for one in names])
    talks = _of_names(session, here, [one.id for one in names])
    assigned = [one for one in names if one.source != OWN and one.status not in NOT_ASSIGNED]
    own = [one for one in names if one.source == OWN and tries[one.id]]
    attempted = [one for one in assigned if tries[one.id]]
    spoken = {one.name_id for one in talks}
    each = _leaders(session, here, key, assigned, tries, spoken)
    counted = [one for one in each if one.counted]
    both = [one for one in talks if _known(one.stated) and _known(one.heard)]
    today = local_day(at, here.zone)
    asked, agreed = _consents(session, here, talks)
    kept, overdue, promised = _promises(session, here, talks, today)
    return Month(
        key, leaders=len(counted), dealt=len(assigned), attempted=len(attempted),
        wrong=sum(any(t.outcome == WRONG_PERSON for t in tries[one.id]) for one in attempted),
        spoken=sum(one.id in spoken for one in assigned), own=len(own), own_spoken=sum(one.id in spoken for one in own),
        met=sum(one.wanted > 0 and one.spoken >= one.wanted for one in counted),
        tried=sum(one.wanted > 0 and one.attempted >= one.wanted for one in counted),
        days_to_call=_days_to_call(attempted, tries), asked=asked, agreed=agreed,
        changed=sum(one.stated != one.heard for one in both), both=len(both), promised=promised, kept=kept,
        overdue=overdue, worded=_worded(session, here, talks), staged=sum(one.stage is not None for one in talks),
        late=sum(t.at > told_at for some in tries.values() for t in some) if told_at else 0,
        heard=dict(Counter(one.heard or UNKNOWN for one in talks)),
        stated=dict(Counter(one.stated or UNKNOWN for one in talks)), each=each,
    )  # fmt: skip


def _known(reason: str | None) -> bool:
    return reason is not None and reason != UNKNOWN


def _tries(session: Session, here: Workspace, names: Collection[int]) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = defaultdict(list)
    rows = select(Attempt).where(
        Attempt.workspace_id == here.id, Attempt.name_id.in_(names), Attempt.taken_back_at.is_(None)
    )
    for one in session.scalars(rows.order_by(Attempt.on, Attempt.id)):
        found[one.name_id].append(one)
    return found


def _of_names(session: Session, here: Workspace, names: Collection[int]) -> Sequence[Conversation]:
    rows = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.name_id.in_(names))
    return session.scalars(rows.order_by(Conversation.id)).all()


def _leaders(
    session: Session, here: Workspace, key: str, assigned: Sequence[Name], tries: dict[int, list[Attempt]],
    spoken: Collection[int],
) -> list[LeaderMonth]:  # fmt: skip
    """By sheet; whether they still work here does not change what the month was."""
    rows = select(Sheet).where(Sheet.workspace_id == here.id, Sheet.month == key).order_by(Sheet.id)
    by_sheet: dict[int, list[Name]] = defaultdict(list)
    for name in assigned:
        by_sheet[name.sheet_id].append(name)
    found = []
    for sheet in session.scalars(rows):
        mine = by_sheet[sheet.id]
        tried = sum(bool(tries[one.id]) for one in mine)
        found.append(LeaderMonth(
            sheet.leader, sheet.status, sheet.status == DEALT and sheet.wanted > 0, sheet.wanted, len(mine), tried,
            sum(one.id in spoken for one in mine), tried > 0,
        ))  # fmt: skip
    return found


def _days_to_call(attempted: Sequence[Name], tries: dict[int, list[Attempt]]) -> float | None:
    days = [(tries[one.id][0].on - one.lost_on).days for one in attempted if one.lost_on is not None]
    return float(median(days)) if days else None


def _consents(session: Session, here: Workspace, talks: Sequence[Conversation]) -> tuple[int, int]:
    """How many were asked whether the call may be recorded, and how many agreed. A withdrawn yes was a yes."""
    rows = select(Consent.record).where(
        Consent.workspace_id == here.id, Consent.conversation_id.in_([one.id for one in talks]),
        Consent.record.is_not(None),
    )  # fmt: skip
    answers = session.scalars(rows).all()
    return len(answers), sum(bool(one) for one in answers)


def _promises(session: Session, here: Workspace, talks: Sequence[Conversation], today: date) -> tuple[int, int, int]:
    rows = select(Promise).where(
        Promise.workspace_id == here.id, Promise.conversation_id.in_([one.id for one in talks]),
        Promise.cancelled_at.is_(None),
    )  # fmt: skip
    found = session.scalars(rows).all()
    standing = [standing_of(one, on=today) for one in found]
    late = sum(one.done_on is None and one.due < today for one in found)
    return standing.count(KEPT_BY_DATE), late, len(found)


def _worded(session: Session, here: Workspace, talks: Sequence[Conversation]) -> int:
    said = verbatims.Verbatim
    rows = select(said.id).where(
        said.workspace_id == here.id, said.ritual == sight.RITUAL, said.record.in_([one.id for one in talks])
    )
    return len(session.scalars(rows).all())


def silent(session: Session, here: Workspace, key: str, *, at: datetime) -> list[str]:
    """Who was dealt names and logged nothing: for the CX leads alone."""
    return [one.leader for one in month(session, here, key, at=at).each if one.counted and not one.logged]
