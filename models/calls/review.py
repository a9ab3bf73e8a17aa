"""The loss review's pack as it is told: a post that follows the votes and the decisions, and a file to print."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import choices, customers, journey, members, outbox
from models.calendar import local_day
from models.calls import packs, reminders, sight
from models.calls.findings import findings, quotes, whom
from models.calls.ledger import PACKS, Choices
from models.calls.month import UNKNOWN
from models.calls.people import leads
from models.calls.shared import Decision, Pack, Vote
from models.customers.posts import confide, post
from models.errors import Refusal
from models.members import Member
from models.outbox import Letter
from models.texts import short, spoken
from models.workspaces import Workspace

PAPER, PAGE = "calls.paper", "loss_review"
TO_VOTE, SHOWN, PAIRS, MORE = 6, 5, 3, 8  # what a post lists of each: Slack takes only so much; the file has all
NO_REASON = ("other", UNKNOWN)  # what nobody can take up
YEARS = packs.YEARS


def tell(session: Session, here: Workspace, *, at: datetime) -> list[Letter]:
    """The pack of the next loss review, to the leaders' channel (`calls.pack`, see `card`); without a channel, to each
    CX lead (`calls.pack_alone`). Asked twice, it is told once."""
    chosen = choices.read(session, here, Choices)
    if chosen.pack == PACKS[0]:
        return []
    pack = packs.begin(session, here, at=at)
    if pack.told:
        return []
    start, end = packs.stretch(pack.period)
    pack.told = findings(session, here, start, end, at=at)
    pack.quotes = [str(one["record"]) for one in quotes(session, here, start, end, at=at)]
    session.flush()
    told = brief(card(session, here, pack, at=at))
    if chosen.leaders:
        letters = [post(session, here, chosen.leaders, "calls.pack", told, at=at, scheduled=True)]
    else:
        letters = [
            confide(session, here, lead, "calls.pack_alone", told, at=at, scheduled=True)
            for lead in leads(session, here)
        ]
    pack.letters = [str(letter.id) for letter in letters]
    session.flush()
    return letters


def newest(session: Session, here: Workspace, member: Member) -> Pack:
    """The pack that was told last. Leaders and CX leads only; Refusal while there is none."""
    sight.require_leader(session, here, member)
    rows = select(Pack).where(Pack.workspace_id == here.id).order_by(Pack.at.desc(), Pack.id.desc())
    pack = session.scalar(rows.limit(1))
    if pack is None:
        raise Refusal("There is no loss review pack yet: it comes three days before the first loss review.")
    return pack


def card(session: Session, here: Workspace, pack: Pack, *, at: datetime) -> dict[str, Any]:
    """What `brief` makes `calls.pack` of: its numbers as they were told (see findings.findings), and as it stands now:
    {pack, period, meeting, zone, reasons (with `votes`, by votes), more (reasons without a button), before, decided
    (see `line`), why, quotes}. Nothing that the leaders' channel may not see is in it."""
    start, end = packs.stretch(pack.period)
    why = quotes(session, here, start, end, at=at, only=[int(one) for one in pack.quotes])
    today = local_day(at, here.zone)
    given = packs.votes(session, here, pack)
    ranked = [{**one, "votes": given.get(one["key"], 0)} for one in pack.told["reasons"]]
    ranked.sort(key=lambda one: (one["key"] in NO_REASON, -one["votes"]))  # stable: the most lost first
    known = [one for one in ranked if one["key"] not in NO_REASON]
    return {
        **pack.told, "pack": pack.id, "period": title(pack.period), "meeting": pack.meeting_at.isoformat(),
        "zone": here.zone, "reasons": known[:TO_VOTE], "more": ranked[len(known[:TO_VOTE]) :],
        "before": [line(session, here, one, today) for one in packs.open_decisions(session, here, pack)],
        "decided": [line(session, here, one, today) for one in _decided(session, here, pack)],
        "why": why, "quotes": [[one["ritual"], one["record"]] for one in why],
    }  # fmt: skip


def brief(told: dict[str, Any]) -> dict[str, Any]:
    """A card as a message takes it: long words cut, long lists left to the file; `unshown` decisions were left out."""
    decisions = {
        name: [{**one, "fix": short(one["fix"], 160), "teams": [short(", ".join(one["teams"]), 60)]} for one in rows]
        for name, rows in (("before", told["before"]), ("decided", told["decided"]))
    }
    further = [one for one in told["more"] if one["lost"]]
    return {
        **told, **{name: rows[:SHOWN] for name, rows in decisions.items()},
        "unshown": sum(max(len(rows) - SHOWN, 0) for rows in decisions.values()),
        "reasons": [{**one, "label": short(one["label"], 80)} for one in told["reasons"]],
        "more": [{**one, "label": short(one["label"], 60)} for one in further[:MORE]],
        "pairs": [{**one, "stated": short(one["stated"], 60), "heard": short(one["heard"], 60)}
                  for one in told["pairs"][:PAIRS]],
        "segments": [[short(name, 40), count] for name, count in told["segments"]],
    }  # fmt: skip


def title(period: str) -> str:
    """“October 2026”, or “July to September 2026”."""
    start, end = packs.stretch(period)
    last = date(end.year - (end.month == 1), (end.month - 2) % 12 + 1, 1)
    return f"{start:%B %Y}" if start == last else f"{start:%B} to {last:%B %Y}"


def line(session: Session, here: Workspace, one: Decision, today: date) -> dict[str, Any]:
    """A decision as a pack lists it: {decision, fix, reason, owner, teams, due, moved, done_on, late}."""
    labels = journey.reason_labels(session, here)
    return {
        "decision": one.id, "fix": one.fix, "reason": labels.get(one.reason, one.reason) if one.reason else None,
        "owner": one.owner, "teams": one.teams, "due": one.due.isoformat(), "moved": one.moved,
        "done_on": one.done_on.isoformat() if one.done_on else None,
        "late": (one.done_on or today) > one.due,
    }  # fmt: skip


def _decided(session: Session, here: Workspace, pack: Pack) -> Sequence[Decision]:
    rows = select(Decision).where(
        Decision.workspace_id == here.id, Decision.pack_id == pack.id, Decision.dropped_at.is_(None)
    )
    return session.scalars(rows.order_by(Decision.due, Decision.id)).all()


def retell(session: Session, here: Workspace, pack: Pack, *, at: datetime) -> None:
    """Each message that tells it says how the votes and the decisions stand now."""
    found = [outbox.find(session, here, int(number)) for number in pack.letters]
    letters = [letter for letter in found if letter is not None]
    told = brief(card(session, here, pack, at=at)) if letters else {}
    for letter in letters:
        outbox.revise(session, letter, letter.template, at=at, **told)
        letter.args = told  # what a withdrawal starts from
    session.flush()


# --- votes and decisions ---------------------------------------------------------------------------


def vote(session: Session, here: Workspace, pack_id: int, reason: str, *, by: Member, at: datetime) -> bool:
    """One vote a person and reason; pressed again, it is taken back. Whether it stands now. The post follows."""
    pack = packs.find(session, here, pack_id)
    if reason in NO_REASON or reason not in {one["key"] for one in pack.told.get("reasons", [])}:
        raise Refusal("That reason is not in this pack.")
    packs.vote(session, here, pack.id, reason, by=by, at=at)
    retell(session, here, pack, at=at)
    mine = select(Vote.id).where(
        Vote.workspace_id == here.id, Vote.pack_id == pack.id, Vote.member == by.slack_id, Vote.reason == reason
    )
    return session.scalar(mine) is not None


def decide(
    session: Session, here: Workspace, pack_id: int, *, fix: str, owner: str, teams: Sequence[str], due: date | None,
    reason: str | None, by: Member, at: datetime,
) -> Decision:  # fmt: skip
    """“Record decisions”, see packs.decide. The post lists it."""
    row = packs.decide(session, here, pack_id, fix=fix, owner=owner, teams=teams, due=due, reason=reason, by=by, at=at)
    retell(session, here, packs.find(session, here, pack_id), at=at)
    return row


def finish(session: Session, here: Workspace, decision_id: int, *, by: Member, at: datetime) -> Decision:
    """Done, see packs.finish. Every pack that lists it says so."""
    row = packs.finish(session, here, decision_id, by=by, at=at)
    reminders.drop(session, here, "calls.decision_due", row.id, at=at)
    _retell_all(session, here, row, at=at)
    return row


def find_decision(session: Session, here: Workspace, decision_id: int, by: Member) -> Decision:
    """For its owner, leaders and CX leads."""
    mine = select(Decision).where(Decision.workspace_id == here.id, Decision.id == decision_id)
    row = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise Refusal("That decision can't be found any more.")
    if row.owner != by.slack_id or not by.colleague:
        sight.require_leader(session, here, by)
    return row


def postpone(
    session: Session, here: Workspace, decision_id: int, due: date | None, *, by: Member, at: datetime
) -> Decision:
    """Another day; the packs say how often it was moved. Refusal field: due."""
    row, today = find_decision(session, here, decision_id, by), local_day(at, members.zone_of(by, here))
    if row.done_on is not None:
        raise Refusal("That is done already.")
    if due is None or due < today or due.year > today.year + YEARS:
        raise Refusal(fields={"due": "Choose a day from today on, within two years."})
    if due != row.due:
        row.due, row.moved, row.reminded_on = due, row.moved + 1, None
        session.flush()
        reminders.drop(session, here, "calls.decision_due", row.id, at=at)
        letter = outbox.find(session, here, row.letter_id) if row.letter_id else None
        if letter is not None:
            outbox.revise(session, letter, "calls.decided", at=at, **packs.decision_card(session, here, row))
        _retell_all(session, here, row, at=at)
    return row


def _retell_all(session: Session, here: Workspace, row: Decision, *, at: datetime) -> None:
    """The pack in which it was decided, and the newest two: later ones may open with it."""
    rows = select(Pack.id).where(Pack.workspace_id == here.id).order_by(Pack.id.desc()).limit(2)
    for pack_id in sorted({row.pack_id, *session.scalars(rows)}):
        retell(session, here, packs.find(session, here, pack_id), at=at)


def packs_of_owner(session: Session, here: Workspace, person: str) -> Sequence[Pack]:
    """The packs that may name somebody as one who answers for a decision."""
    first = select(Decision.pack_id).where(Decision.workspace_id == here.id, Decision.owner == person)
    earliest = session.scalar(first.order_by(Decision.pack_id).limit(1))
    if earliest is None:
        return []
    rows = select(Pack).where(Pack.workspace_id == here.id, Pack.id >= earliest).order_by(Pack.id)
    return session.scalars(rows).all()


# --- on paper --------------------------------------------------------------------------------------


def hand_paper(session: Session, here: Workspace, pack_id: int, *, by: Member, at: datetime) -> Letter:
    """The pack as one file to print, by direct message (`calls.paper`: period, named). Who has it is remembered.

    Customers' names stand in it only for who may see them.
    """
    pack = packs.find(session, here, pack_id)
    packs.hand_out(session, here, pack.id, by, at=at)
    named = customers.sees_all(session, here, by)
    return outbox.file(
        session, here, by.slack_id, PAPER, name=f"loss-review-{pack.period}.html", page=PAGE, at=at,
        shown=_paper(session, here, pack, named=named, at=at), period=title(pack.period), named=named,
    )  # fmt: skip


def _paper(session: Session, here: Workspace, pack: Pack, *, named: bool, at: datetime) -> dict[str, Any]:
    """What the page shows: as `card`, with people's and, if `named`, customers' names."""
    told = card(session, here, pack, at=at)
    start, end = packs.stretch(pack.period)
    ids = {one["owner"] for one in (*told["before"], *told["decided"])}
    return {
        **told, "company": here.name, "pack": pack.id, "names": members.names(session, here, ids),
        "whom": whom(session, here, start, end) if named else [],
        "printed": local_day(at, here.zone).isoformat(), "meeting_at": spoken(pack.meeting_at, here.zone),
    }  # fmt: skip


def take_in_papers(session: Session, here: Workspace, gone: Sequence[Pack], *, at: datetime) -> None:
    """Somebody's words were withdrawn: files of these packs that have not left lose them; of sent ones nothing is
    kept here."""
    known = {pack.id: pack for pack in gone}
    rows = select(Letter).where(Letter.workspace_id == here.id, Letter.template == PAPER, Letter.kind == "file")
    for letter in session.scalars(rows.order_by(Letter.id).with_for_update(key_share=True)).all():
        shown = (letter.attachment or {}).get("shown")
        if not shown or shown["pack"] not in known:
            continue
        if letter.status in (*outbox.OPEN, outbox.PARKED):
            anew = _paper(session, here, known[shown["pack"]], named=bool(letter.args.get("named")), at=at)
            letter.attachment = {**(letter.attachment or {}), "shown": anew}
        else:
            letter.attachment = None
    session.flush()


def let_go_of_papers(session: Session, here: Workspace) -> None:
    """Of files that have left, nothing is kept: customers' names stood in them."""
    rows = select(Letter).where(
        Letter.workspace_id == here.id, Letter.template == PAPER, Letter.kind == "file", Letter.status == outbox.SENT
    )
    for letter in session.scalars(rows).all():
        letter.attachment = None
