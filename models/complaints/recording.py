"""Writing a complaint down: the one way in, for the form, for other systems and for files."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, not_, or_, select, update
from sqlalchemy.orm import Session

from models import journey, rights
from models.calendar import local_day
from models.complaints import clocks, urgent
from models.complaints.announcing import announce
from models.complaints.keeping import keep_words
from models.complaints.ledger import (
    DUPLICATE,
    HIGH,
    MEDIUM,
    MOST_WORDS,
    RECEIVED,
    RESTRICTED,
    SEVERITIES,
    SOURCES,
    UNSURE,
    WITHDRAWN,
    Complaint,
    Step,
)
from models.complaints.naming import named
from models.complaints.suggesting import Suggestion
from models.customers import Customer
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

SLACK = "slack"  # the origin of what people write down here
SEVERE = "privacy_safety"  # always at least high
LINK = re.compile(r"https?://[^\s<>|\"]{4,1000}")
MOST_TEAMS, MOST_TEAM, MOST_CALLED = 12, 40, 255
LAST_NUMBER = select(func.max(Complaint.number)).where(Complaint.workspace_id == bindparam("here"))
TURN = select(Workspace.id).where(Workspace.id == bindparam("here")).with_for_update(key_share=True)


def record(
    session: Session, here: Workspace, *, by: Member | None, at: datetime, what: str, stage: str, category: str,
    detail: str | None = None, severity: int | None = None, source: str = "other", customer: Customer | None = None,
    called: str = "", teams: Sequence[str] = (), affected: str = "", link: str | None = None, private: bool = False,
    origin: str = SLACK, ref: str | None = None, on: date | None = None, reporter: str | None = None,
    offered: Suggestion | None = None, aloud: bool = True,
) -> Complaint:  # fmt: skip
    """Write down one complaint and tell whoever should hear of it; every problem at once, by the form's fields.

    `by` is whoever does it (None for other systems and files, which were let in before), `reporter` by Slack id whoever
    heard the customer, if that is somebody else. `called` is what the customer was called where nobody was found,
    `private` that it comes from a conversation that not everyone reads, `offered` what was suggested from the words,
    and `on` the company's day on which it came in. Not `aloud`, it is posted nowhere, alerts nobody and is never late:
    for what a file brings in, which happened elsewhere.
    """
    if by is not None:
        rights.require(session, here, by, "take part")
    said = _said(
        session, here, at=at, what=what, stage=stage, category=category, detail=detail, severity=severity,
        source=source, teams=teams, affected=affected, link=link, on=on,
    )  # fmt: skip
    reporter = reporter or (by.slack_id if by else None)
    who = named(session, here, f"{said['what']}\n{said['affected']}", but=reporter)
    complaint = Complaint(
        workspace_id=here.id, number=_next_number(session, here), origin=origin, ref=ref, at=at, reporter=reporter,
        customer_id=customer.id if customer else None, customer_said="" if customer else clean(called)[:MOST_CALLED],
        named=who, restricted=restricted(category, who), confided=private, private=private, state=RECEIVED,
        counted=not (customer and customer.test), letters=[], **said, **_taken(offered, stage, category),
    )  # fmt: skip
    session.add(complaint)
    session.flush()
    session.add(Step(workspace_id=here.id, complaint_id=complaint.id, step=RECEIVED, by=reporter, at=at))
    keep_words(session, here, complaint)
    if aloud:
        clocks.start(session, here, complaint, at=at)
        announce(session, here, complaint, at=at)
        urgent.tell(session, here, complaint, at=at)
    session.flush()
    return complaint


def restricted(category: str, who: Sequence[str]) -> bool:
    """Whether the words stay with the CX leads and one chosen person: by what it is about, or whom it names."""
    return category in RESTRICTED or bool(who)


def counts(session: Session, here: Workspace, complaint: Complaint) -> bool:
    """Whether it counts: neither the same as another, nor taken back, nor a test customer's."""
    test = select(Customer.test).where(Customer.workspace_id == here.id, Customer.id == complaint.customer_id)
    return complaint.state not in (DUPLICATE, WITHDRAWN) and not (complaint.customer_id and session.scalar(test))


def recount(session: Session, here: Workspace) -> int:
    """Who turns out to be a test customer counts nowhere with their complaints either; or did all along. Gives how many
    complaints changed."""
    tests = select(Customer.id).where(Customer.workspace_id == here.id, Customer.test.is_(True))
    theirs = Complaint.customer_id.in_(tests)
    gone = Complaint.workspace_id == here.id, Complaint.counted.is_(True), theirs
    back = (
        Complaint.workspace_id == here.id, Complaint.counted.is_(False), Complaint.state.not_in((DUPLICATE, WITHDRAWN)),
        or_(Complaint.customer_id.is_(None), not_(theirs)),
    )  # fmt: skip
    changed = [
        session.execute(update(Complaint).where(*which).values(counted=counts).returning(Complaint.id)).all()
        for which, counts in ((gone, False), (back, True))
    ]
    return sum(len(rows) for rows in changed)


def _taken(offered: Suggestion | None, stage: str, category: str) -> dict[str, bool | None]:
    """Whether what was suggested was taken over; None where nothing was."""
    made = offered or Suggestion()
    return {
        "took_stage": made.stage == stage if made.stage else None,
        "took_category": made.category == category if made.category else None,
    }


def _next_number(session: Session, here: Workspace) -> int:
    """One after the last. Whoever else records at this moment waits, and nobody else does."""
    session.execute(TURN, {"here": here.id})
    return (session.scalar(LAST_NUMBER, {"here": here.id}) or 0) + 1


def _said(session: Session, here: Workspace, *, at: datetime, **told: Any) -> dict[str, Any]:
    """What was told, as it is kept: {column: value}; or every problem at once."""
    told |= {"what": clean(told["what"]), "affected": clean(told["affected"]), "on": told["on"] or _today(here, at)}
    told["link"] = (told["link"] or "").strip() or None
    told["teams"] = list(dict.fromkeys(" ".join(clean(one).split()) for one in told["teams"] if clean(one)))
    if told["severity"] is None:
        told["severity"] = MEDIUM
    if told["category"] == SEVERE:
        told["severity"] = max(told["severity"], HIGH)
    wrong = problems(session, here, at=at, **told)
    if wrong:
        raise Refusal(fields=wrong)
    return told


def problems(session: Session, here: Workspace, *, at: datetime, **told: Any) -> dict[str, str]:
    """What is wrong with these columns of a complaint, by field, in words for whoever filled them in."""
    wrong: dict[str, str] = {}
    categories = journey.every_category(session, here)
    if not told["what"]:
        wrong["what"] = "Write what happened."
    elif len(told["what"]) > MOST_WORDS:
        wrong["what"] = f"That is {len(told['what']):,} letters: write what happened in at most {MOST_WORDS:,}."
    if told["stage"] not in journey.every_stage(session, here) and told["stage"] != UNSURE:
        wrong["stage"] = "Choose a stage, or “Not sure yet”."
    if told["category"] not in categories:
        wrong["category"] = "Choose a category."
    if told["severity"] not in SEVERITIES:
        wrong["severity"] = "Choose how bad it is."
    if told["source"] not in SOURCES:
        wrong["source"] = "Choose where it came from."
    if told["link"] and not LINK.fullmatch(told["link"]):
        wrong["link"] = "Write a web address that begins with https://, or leave it empty."
    if len(told["affected"]) > MOST_WORDS:
        wrong["affected"] = f"Write that in at most {MOST_WORDS:,} letters."
    if told["on"] > _today(here, at):
        wrong["on"] = "That day is still to come."
    elif told["on"].year < 1970:
        wrong["on"] = "That day is too long ago."
    if len(told["teams"]) > MOST_TEAMS or any(len(one) > MOST_TEAM for one in told["teams"]):
        wrong["teams"] = f"Name at most {MOST_TEAMS} teams, each in at most {MOST_TEAM} letters."
    return wrong


def _today(here: Workspace, at: datetime) -> date:
    return local_day(at, here.zone)
