"""What trends say to their reader: the first sentence, what rises and what we decided, every stage and category."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import journey, ladder, metrics, rights, verbatims
from models.calendar import day_bounds, local_day
from models.complaints import alerts, drawing
from models.complaints.alerts import Alert
from models.complaints.counts import TOTAL, Cell, holds
from models.complaints.ledger import UNSURE
from models.complaints.looks import GROWN, Seen
from models.complaints.telling import decision_of, name_of
from models.complaints.trends import Trends, sources, trends, writers
from models.customers import evidence, periods, posts
from models.customers.periods import MONTH, QUARTER, YEAR, Period, closed, spoken
from models.members import Member
from models.outbox import Letter
from models.texts import plural, short
from models.verdicts import FALLING, LEARNING, RISING, TOO_FEW
from models.workspaces import Workspace

TRENDS = "complaints.trends"
RITUAL = "complaints"
MOST_RISING, MOST_LISTED, MOST_PAIRS, MOST_SOURCES = 5, 16, 6, 6  # all of it has to fit one message
LONGEST = 200
MUCH_OTHER = 0.15  # above it for two months the categories need a look
DECIDED = timedelta(days=60)  # so long a decision about a rise is still the answer to it


@dataclass(frozen=True)
class Reader:
    """`audience` says whose words may be quoted; a channel reads only what everyone may."""

    audience: str = verbatims.EVERYONE


def report(
    session: Session, here: Workspace, period: Period, *, at: datetime, stage: str = "", to: Reader | None = None
) -> dict[str, Any]:
    """The arguments of the message `complaints.trends`: everything that it tells, frozen."""
    told = trends(session, here, period, local_day(at, here.zone))
    cell: Cell = (stage, "")
    why = _words(session, here, told, stage, (to or Reader()).audience)
    return {
        "known": any(told.of(cell, month) for month in told.months), "title": title(told),
        "stage": journey.stage_labels(session, here).get(stage, stage) if stage else None,
        "sentence": _sentence(told, cell), "verdict": told.seen[cell].verdict if cell in told.seen else TOO_FEW,
        "rising": _rising(session, here, told, cell), "falling": _falling(session, here, told, cell),
        "stages": [] if stage else _lines(session, here, told, _stages(session, here)),
        "categories": _lines(session, here, told, [(stage, one) for one in journey.category_labels(session, here)]),
        "pairs": [] if stage else _pairs(session, here, told), "why": why,
        "quotes": [[one["ritual"], one["record"]] for one in why], "notes": _notes(session, here, told, cell),
        "alerts": _alerts(session, here, told, cell), "pictures": drawing.pictures(session, here, told, stage),
        "facts": facts(period, stage),
        "ladder": None if stage else ladder.told(session, here, told.test[0].start, told.test[-1].end),
    }  # fmt: skip


def facts(period: Period, stage: str) -> dict[str, Any]:
    """What a button carries, so that it asks for the very same again."""
    return {
        "every": period.every, "start": period.start.isoformat(), "end": period.end.isoformat(),
        "running": period.running, "stage": stage,
    }  # fmt: skip


def period_of(carried: dict[str, Any]) -> Period:
    start, end = date.fromisoformat(carried["start"]), date.fromisoformat(carried["end"])
    return Period(carried["every"], start, end, carried["running"])


def reader(session: Session, here: Workspace, member: Member) -> Reader:
    """One person, for their eyes alone."""
    leads = rights.may(session, here, member, "look after customers")
    return Reader(verbatims.LEADS if leads else verbatims.EVERYONE)


def asked(said: Sequence[str], today: date) -> Period | None:
    """The period that these words mean: nothing is the last closed month. None where they mean no month or more."""
    if not said:
        return closed(MONTH, today)
    period = periods.asked(said, today)
    return None if period is None or period.every not in (MONTH, QUARTER, YEAR) else period


def stage_named(session: Session, here: Workspace, words: str) -> str | None:
    """The key of a stage, retired ones too, by its key or label, or the only one whose label begins so."""
    said, labels = " ".join(words.casefold().split()), journey.stage_labels(session, here)
    exact = [key for key, label in labels.items() if said in (key, label.casefold())]
    begun = [key for key, label in labels.items() if label.casefold().startswith(said) and len(said) > 2]
    return exact[0] if exact else begun[0] if len(begun) == 1 else None


def table(session: Session, here: Workspace, carried: dict[str, Any], *, at: datetime) -> tuple[str, str]:
    """(what it is of, the thirteen months as a table), for the same as a report's button carries."""
    told = trends(session, here, period_of(carried), local_day(at, here.zone))
    stage = carried["stage"]
    of = f": {journey.stage_labels(session, here).get(stage, stage)}" if stage else ""
    return f"Complaints to {told.months[-1]:%B %Y}{of}", drawing.table(session, here, told, stage)


def speak(session: Session, here: Workspace, channel: str, *, at: datetime) -> list[Letter]:
    """What a channel hears on the first working day: the closed month; nothing where there were no complaints."""
    told = report(session, here, closed(MONTH, local_day(at, here.zone)), at=at)
    if not told["known"]:
        return []
    return [posts.post(session, here, channel, TRENDS, told, at=at, scheduled=True)]


def title(told: Trends) -> str:
    """“October 2026”, “1 to 12 November 2026”, “August to October 2026”."""
    first, last = told.test[0], told.test[-1]
    if told.period.running and told.period.every == MONTH:
        return told.period.title
    if first == last:
        return f"{first.start:%B %Y}"
    year = "" if first.start.year == last.start.year else f" {first.start:%Y}"
    return f"{first.start:%B}{year} to {last.start:%B %Y}"


def _sentence(told: Trends, cell: Cell) -> str:
    """“212 complaints, 31 more than in September: 12.3 per 1,000 customers.”"""
    count = told.count(cell)
    said = plural(count, "complaint")
    if len(told.test) == 1 and not told.period.running:
        before = told.of(cell, told.months[-2])
        more = (
            "as many as" if count == before else f"{abs(count - before):,} {'more' if count > before else 'fewer'} than"
        )
        said += f", {more} in {told.months[-2]:%B}"
    rate = told.rate(count)
    return said + (f": {_rate(rate)}." if rate is not None else ".")


def _rate(rate: float) -> str:
    return f"{rate:,.1f}".removesuffix(".0") + " per 1,000 customers"


def _stages(session: Session, here: Workspace) -> list[Cell]:
    return [(key, "") for key in journey.stage_labels(session, here)]


def _lines(session: Session, here: Workspace, told: Trends, cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """A line for each that has complaints in the thirteen months, in the journey's order."""
    within = [cell for cell in cells if cell in told.seen or told.count(cell)]
    return [_line(session, here, told, cell) for cell in within][:MOST_LISTED]


def _line(session: Session, here: Workspace, told: Trends, cell: Cell, *, whole: bool = False) -> dict[str, Any]:
    stage, category = cell
    seen, count = told.seen.get(cell), told.count(cell)
    rate = told.rate(count)
    label = name_of(session, here, cell if whole or not category else ("", category))
    return {
        "label": label, "count": count, "rate": _rate(rate) if rate is not None and count else None,
        "verdict": None if stage == UNSURE and not category else seen.verdict if seen else TOO_FEW,
        "usual": f"{seen.usual:,.1f}".removesuffix(".0") if seen and seen.verdict in (RISING, FALLING) else None,
        "year_ago": _year_ago(told, cell),
    }  # fmt: skip


def _year_ago(told: Trends, cell: Cell) -> int | None:
    """The complaints of the same days a year before; None where a source that counts now was not there then."""
    seen = told.year_ago.get(cell)
    return seen.counted.base if seen and seen.counted.base and not seen.new else None


def _rising(session: Session, here: Workspace, told: Trends, within: Cell) -> list[dict[str, Any]]:
    """What rises, the least likely first, each with what we decided about it."""
    found = sorted(_said(told, within, RISING), key=lambda one: one.p)[:MOST_RISING]
    decided = alerts.between(session, here, told.test[0].start - DECIDED, told.test[-1].end)
    lines = []
    for seen in found:
        alert = next((one for one in reversed(decided) if one.cell == seen.cell), None)
        lines.append({
            **_line(session, here, told, seen.cell, whole=True), "alert": alert.id if alert else None,
            "decision": decision_of(alert) if alert else None, "ratio": _times(seen),
            "rise": {"stage": seen.cell[0], "category": seen.cell[1], **_month(told)},
        })  # fmt: skip
    return lines


def _month(told: Trends) -> dict[str, str]:
    return {"day": (told.test[-1].end - timedelta(days=1)).isoformat()}


def _times(seen: Seen) -> str | None:
    return None if seen.counted.ratio is None else f"{seen.counted.ratio:,.1f}"


def _falling(session: Session, here: Workspace, told: Trends, within: Cell) -> list[dict[str, Any]]:
    return [
        _line(session, here, told, one.cell, whole=True)
        for one in sorted(_said(told, within, FALLING), key=lambda one: one.p)[:MOST_RISING]
    ]


def _said(told: Trends, within: Cell, verdict: str) -> list[Seen]:
    """The cells of that verdict. Of those with the same complaints the narrowest is named."""
    found = [one for cell, one in told.seen.items() if one.verdict == verdict and _in(within, cell)]
    every = [one for one in found if one.cell == TOTAL]
    found = [one for one in found if one.cell == TOTAL or not any(one.counted == all_.counted for all_ in every)]
    return [one for one in found if one.cell == TOTAL or not any(_same(one, other) for other in found)]


def _in(within: Cell, cell: Cell) -> bool:
    return cell[0] != UNSURE and (not within[0] or cell[0] == within[0])


def _same(one: Seen, other: Seen) -> bool:
    return one.cell != other.cell and holds(one.cell, other.cell) and one.counted == other.counted


def _pairs(session: Session, here: Workspace, told: Trends) -> list[dict[str, Any]]:
    """Stage and category together: those with most complaints, where there are eight or more to compare."""
    pairs = [cell for cell in told.seen if all(cell) and cell[0] != UNSURE]
    most = sorted(pairs, key=lambda cell: -told.count(cell))[:MOST_PAIRS]
    return [_line(session, here, told, cell, whole=True) for cell in most if told.count(cell)]


def _words(session: Session, here: Workspace, told: Trends, stage: str, audience: str) -> list[dict[str, Any]]:
    """The newest words of each stage: a complaint's, and beside them those of the newest exercise note."""
    labels = journey.stage_labels(session, here)
    wanted = [stage] if stage else [key for key in labels if key != UNSURE]
    since, until = day_bounds(told.test[0].start, here.zone)[0], day_bounds(told.test[-1].end, here.zone)[0]
    found = verbatims.newest(session, here, wanted, since=since, until=until, audience=audience, rituals=(RITUAL,))
    walked = evidence.walks(session, here, wanted, until=until)
    return [
        {"stage": labels[key], "words": short(one.words, LONGEST), "on": spoken(local_day(one.at, here.zone)),
         "ritual": one.ritual, "record": one.record}
        for key in wanted
        for one in (found.get(key), walked.get(key))
        if one is not None
    ]  # fmt: skip


def _alerts(session: Session, here: Workspace, told: Trends, within: Cell) -> list[dict[str, Any]]:
    """What was told of these days as it rose, with what we decided."""
    found = alerts.between(session, here, told.test[0].start, told.test[-1].end - timedelta(days=1))
    mine: list[Alert] = [one for one in found if _in(within, one.cell)]
    return [
        {"cell": name_of(session, here, one.cell), "day": spoken(one.day), "decision": decision_of(one)} for one in mine
    ][-MOST_RISING:]


def _notes(session: Session, here: Workspace, told: Trends, cell: Cell) -> dict[str, Any]:
    """What has to be known to read the numbers: who wrote them down, where they came from, what is not comparable."""
    count, (now, before) = told.count(cell), writers(told)
    other, unsure = told.count((cell[0], journey.OTHER)), told.count((UNSURE, ""))
    share = metrics.ratio(other, count)
    year = told.year_ago.get(cell)
    return {
        "people": now, "people_before": before, "grown": now > before and now >= GROWN * before,
        "sources": [[name, number] for name, number in sources(told, cell)][:MOST_SOURCES],
        "other": metrics.percent(share, count), "much_other": _much_other(told, cell), "unsure": unsure,
        "year": _year_ago(told, cell), "year_verdict": year.verdict if year else None,
        "new": told.seen[cell].new if cell in told.seen else 0,
        "learning": any(one.verdict == LEARNING for one in told.seen.values()), "customers": told.exposure.known,
    }  # fmt: skip


def _much_other(told: Trends, cell: Cell) -> bool:
    """More than 15% “other” in this month and the one before."""
    months = [one for one in told.months if one <= told.test[-1].month][-2:]
    shares = [metrics.ratio(told.of((cell[0], journey.OTHER), one), told.of(cell, one)) for one in months]
    return all(share is not None and share > MUCH_OTHER for share in shares)
