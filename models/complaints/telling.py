"""How a rise is told: what was counted, the newest complaints in it, and what we decided about it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, journey, outbox, rights
from models.complaints import alerts, sight
from models.complaints.alerts import DECISIONS, Alert
from models.complaints.counts import Cell
from models.complaints.ledger import Choices, Complaint
from models.complaints.windows import DRIFTING, SPIKING, month_after, opening
from models.customers import posts
from models.customers.ledger import Quote
from models.customers.periods import spoken
from models.members import Member
from models.outbox import Letter
from models.texts import plural, short
from models.verdicts import SURE_DAILY
from models.workspaces import Workspace

RISES, UNDECIDED, TRENDS = "complaints.rises", "complaints.undecided", "complaints.trends"
LATELY = timedelta(days=62)  # so old a report may still be changed
LONGEST, MOST_ASKED = 280, 10


def tell(session: Session, here: Workspace, alert: Alert, *, at: datetime) -> list[Letter]:
    """Into the ritual's channels; to the CX leads where it has none."""
    told = facts(session, here, alert)
    where = choices.read(session, here, Choices).channels
    letters = [posts.post(session, here, one, RISES, told, at=at, scheduled=True) for one in where]
    if not where:
        letters = [outbox.dm(session, here, one, RISES, at=at, **told) for one in rights.stewards(session, here)]
        _remember(session, here, letters, told)
    alert.letters = [str(one.id) for one in letters]
    session.flush()
    return letters


def _remember(session: Session, here: Workspace, letters: Sequence[Letter], told: dict[str, Any]) -> None:
    """Whose words stand in them, so that they can be told again without."""
    for letter in letters:
        for ritual, record in told["quotes"]:
            session.add(Quote(workspace_id=here.id, letter_id=letter.id, ritual=ritual, record=record))
    session.flush()


def decide(
    session: Session, here: Workspace, alert_id: int, decision: str, *, by: Member, at: datetime, why: str = ""
) -> Alert:
    """Decide about a rise (alerts.decide), and let each message that told it say so."""
    alert = alerts.decide(session, here, alert_id, decision, by=by, at=at, why=why)
    retell(session, here, alert, at=at)
    return alert


def retell(session: Session, here: Workspace, alert: Alert, *, at: datetime) -> None:
    """What told of it says what is true now."""
    told = facts(session, here, alert)
    for number in alert.letters:
        letter = outbox.find(session, here, int(number))
        if letter is None:
            continue
        kept = bool(letter.args)
        now = told if kept else {**told, "why": [], "quotes": []}  # what was let go by age is not said again
        outbox.revise(session, letter, RISES, at=at, **now)
        if kept:
            letter.args = now  # words that are withdrawn later are taken out of this
    _retell_reports(session, here, alert, at=at)
    session.flush()


def _retell_reports(session: Session, here: Workspace, alert: Alert, *, at: datetime) -> None:
    """The reports that show the same rise say what was decided about it."""
    lately = select(Letter).where(
        Letter.workspace_id == here.id, Letter.template == TRENDS, Letter.kind == "post",
        Letter.created_at >= at - LATELY,
    )  # fmt: skip
    for letter in session.scalars(lately.order_by(Letter.id)):
        lines = letter.args.get("rising", [])
        if not any(_cell(line) == alert.cell for line in lines):
            continue
        decided = {"alert": alert.id, "decision": decision_of(alert)}
        rising = [{**line, **decided} if _cell(line) == alert.cell else line for line in lines]
        now = {**letter.args, "rising": rising}
        outbox.revise(session, letter, TRENDS, at=at, **now)
        letter.args = now


def _cell(line: dict[str, Any]) -> Cell:
    return line["rise"]["stage"], line["rise"]["category"]


def facts(session: Session, here: Workspace, alert: Alert) -> dict[str, Any]:
    """The arguments of the message: everything that it tells, frozen."""
    newest = _newest(session, here, alert)
    why = [
        {"number": one.number, "words": short(one.what, LONGEST), "ritual": "complaints", "record": one.id}
        for one in newest
        if sight.quotable(one) and one.what
    ]
    return {
        "alert": alert.id, "cell": name_of(session, here, alert.cell), "sentence": sentence(alert),
        "sure": chance(alert.numbers["p"]), "new": alert.numbers.get("new", 0),
        "newest": [
            {"number": one.number, "on": spoken(one.on), "link": None if one.confided else one.link}
            for one in newest
        ],
        "why": why, "quotes": [[one["ritual"], one["record"]] for one in why],
        "owner": journey.owner_of(session, here, alert.stage) if alert.stage else None,
        "decision": decision_of(alert),
    }  # fmt: skip


def decision_of(alert: Alert) -> dict[str, Any] | None:
    """What was decided, by whom and why; None while nothing is."""
    if alert.decision is None:
        return None
    return {
        "key": alert.decision, "label": DECISIONS[alert.decision], "by": alert.decided_by, "why": alert.why,
        "at": alert.decided_at.isoformat() if alert.decided_at else None,
    }  # fmt: skip


def name_of(session: Session, here: Workspace, cell: Cell) -> str:
    """“Pay and be billed, Bill or payment wrong”; “all complaints”."""
    stage, category = cell
    labels = [journey.stage_labels(session, here).get(stage, stage)] if stage else []
    labels += [journey.category_labels(session, here).get(category, category)] if category else []
    return ", ".join(labels) or "all complaints"


def sentence(alert: Alert) -> str:
    return say(alert.look, alert.day, alert.numbers)


def say(look: str, day: date, told: dict[str, Any]) -> str:
    """“14 complaints from 1 to 14 April 2015, where 5 are usual: 2.8 times as many.”"""
    counted = f"{plural(told['count'], 'complaint')} {_when(look, day)}"
    if not told["ratio"]:
        return f"{counted}, where there were none before."
    usual = f"{told['usual']:,.1f}".removesuffix(".0")
    be = "is" if usual == "1" else "are"
    return f"{counted}, where {usual} {be} usual: {told['ratio']:,.1f} times as many."


def _when(look: str, day: date) -> str:
    if look == SPIKING:
        return f"in {day:%B %Y}"
    if look == DRIFTING:
        return f"from {month_after(opening(day), -2):%B} to {day:%B %Y}"
    return f"on 1 {day:%B %Y}" if day.day == 1 else f"from 1 to {day.day} {day:%B %Y}"


def chance(p: float) -> str:
    """How seldom chance alone would do it: “once in 1,200 such looks”, rounded so that it never says too much."""
    looks = int(round(1 / max(p, 1e-6), 3))
    if looks >= 1e6:
        return "less than once in a million such looks"
    unit = 10 ** (len(str(looks)) - 2)
    return f"about once in {max(looks // unit * unit, int(1 / SURE_DAILY) if p < SURE_DAILY else 1):,} such looks"


def _newest(session: Session, here: Workspace, alert: Alert) -> Sequence[Complaint]:
    wanted = [int(one) for one in alert.newest]
    rows = select(Complaint).where(Complaint.workspace_id == here.id, Complaint.id.in_(wanted))
    return sorted(session.scalars(rows), key=lambda one: wanted.index(one.id))


def ask(session: Session, here: Workspace, person: str, *, at: datetime) -> list[Letter]:
    """One list a person of the rises that nobody has decided about for a week; nothing where there are none."""
    waiting = alerts.undecided(session, here, at=at)
    if not waiting:
        return []
    for one in waiting:
        alerts.asked(one, at=at)
    told = [
        {"alert": one.id, "cell": name_of(session, here, one.cell), "sentence": sentence(one)}
        for one in waiting[:MOST_ASKED]
    ]
    more = len(waiting) - len(told)
    return [outbox.dm(session, here, person, UNDECIDED, at=at, scheduled=True, rises=told, more=more)]
