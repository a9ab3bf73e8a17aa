"""What was written down of calls, as somebody may see it: each attempt on a name, to read and to correct."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import customers, journey, members, verbatims
from models.calendar import local_day
from models.calls import card, sight
from models.calls.heard import Attempt, Consent, Conversation, attempts_on, consent_of, promise_of
from models.calls.ledger import HOLDING, Name
from models.calls.library import playable
from models.calls.withdrawing import withdraw
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

COMPLAINTS = "complaints"  # the ritual whose words are shown as a customer's last complaint
A_PAGE = 8  # as many as a message takes


def details(session: Session, here: Workspace, viewer: Member, name: Name, *, at: datetime) -> dict[str, Any]:
    """`calls.details`: what card.details has, with the last complaint and everything that was written down.

    For the caller, their assistant, leaders and CX leads; Refusal for all others. `mine` says that they may change it.
    """
    mine = sight.acts_for(session, here, viewer, name.leader)
    if not mine:
        sight.require_leader(session, here, viewer)
    told = card.details(session, here, name, at=at)
    keep = ("name", "customer", "status", "since", "lost_on", "reason", "comment", "value", "currency", "segment",
            "contact", "phone", "email", "owner", "owner_said", "note", "link")  # fmt: skip
    return {
        **{key: told[key] for key in keep}, "said_then": told["said"], "mine": mine, "open": name.status in HOLDING,
        "complaint": _last_complaint(session, here, viewer, name.customer_id),
        "tries": [_entry(session, here, viewer, one, at=at) for one in attempts_on(session, here, name.id)],
    }  # fmt: skip


def _last_complaint(session: Session, here: Workspace, viewer: Member, customer: int) -> dict[str, Any] | None:
    """What they complained about last, as far as this person may read it."""
    audience = verbatims.LEADS if sight.is_lead(session, here, viewer) else verbatims.LEADERS
    last = verbatims.last_of(session, here, [customer], ritual=COMPLAINTS, audience=audience).get(customer)
    return {"words": last.words, "on": local_day(last.at, here.zone).isoformat()} if last else None


def _entry(session: Session, here: Workspace, viewer: Member, attempt: Attempt, *, at: datetime) -> dict[str, Any]:
    heard = conversation_of(session, here, attempt)
    told = {"attempt": attempt.id, "on": attempt.on.isoformat(), "outcome": attempt.outcome, "way": attempt.way,
            "words": "", "lines": [], "consented": False, "customer_id": attempt.customer_id,
            "conversation": heard.id if heard is not None and heard.withdrawn_at is None else None}  # fmt: skip
    if heard is None:
        return told
    today = local_day(at, here.zone)
    seen = sight.seen(session, here, viewer, heard, on=today)
    consent = consent_of(session, here, heard.id)
    return {
        **told, "words": seen.words, "consented": sight.holds(consent, on=today),
        "lines": [*_heard(session, here, heard), *_agreed(consent, heard, seen.link, on=today),
                  *([f"Opinion: {heard.opinion}"] if heard.opinion else [])],
    }  # fmt: skip


def conversation_of(session: Session, here: Workspace, attempt: Attempt) -> Conversation | None:
    row = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.attempt_id == attempt.id)
    return session.scalar(row)


def _heard(session: Session, here: Workspace, heard: Conversation) -> list[str]:
    """What was heard, in plain lines: people by their names, days written out."""
    labels = journey.reason_labels(session, here)
    lines = []
    if heard.heard:
        stated = labels.get(heard.stated or "unknown", heard.stated or "")
        lines.append(f"Heard: {labels.get(heard.heard, heard.heard)} (stated: {stated})")
    if heard.stage:
        lines.append(f"Where it went wrong: {journey.stage_label(session, here, heard.stage, heard.at)}")
    if heard.open_to_return:
        lines.append(f"Would come back: {heard.open_to_return}")
    promise = promise_of(session, here, heard.id)
    if promise is not None:
        owner = members.names(session, here, [promise.owner])[promise.owner]
        state = f"done on {promise.done_on:%-d %B}" if promise.done_on else f"by {promise.due:%-d %B}"
        lines.append(f"Promised: {promise.what} ({owner}, {state})")
    return lines


def _agreed(consent: Consent | None, heard: Conversation, link: str, *, on: date) -> list[str]:
    if heard.withdrawn_at is not None:
        return ["They withdrew their consent: words and link are removed."]
    if consent is None:
        return ["Nobody asked for their consent: their words stay with leaders and CX leads."]
    said = [
        f"{what}: {'yes' if answer else 'no'}"
        for what, answer in (("record", consent.record), ("play", consent.play), ("share", consent.share))
        if answer is not None
    ]
    until = f"until {consent.expires_on:%-d %B %Y}" if sight.holds(consent, on=on) else "no longer holds"
    return [
        f"Consent: {', '.join(said) or 'not asked'}; {until}",
        *([f"Where they said so: {consent.evidence}"] if consent.evidence else []),
        *([f"Recording: {link}"] if link else []),
    ]


def find_attempt(session: Session, here: Workspace, attempt_id: int) -> Attempt:
    """A standing attempt by its number; Refusal where there is none."""
    row = select(Attempt).where(Attempt.workspace_id == here.id, Attempt.id == attempt_id)
    attempt = session.scalar(row)
    if attempt is None or attempt.taken_back_at is not None:
        raise Refusal("That entry can't be found any more.")
    return attempt


def as_written(session: Session, here: Workspace, attempt: Attempt) -> dict[str, Any]:
    """What a form has to hold to say the same again: its fields by name; days written 2026-11-03."""
    given: dict[str, Any] = {"outcome": attempt.outcome, "way": attempt.way, "on": attempt.on.isoformat()}
    heard = conversation_of(session, here, attempt)
    if heard is None:
        return given
    given |= {
        "words": sight.words_of(session, here, heard), "stage": heard.stage, "heard": heard.heard,
        "open_to_return": heard.open_to_return, "opinion": heard.opinion, "link": heard.link,
    }  # fmt: skip
    if (promise := promise_of(session, here, heard.id)) is not None:
        given |= {"promise": promise.what, "owner": promise.owner, "due": promise.due.isoformat()}
    consent = consent_of(session, here, heard.id)
    if consent is not None and consent.withdrawn_at is None:
        answers = {None: "not asked", True: "yes", False: "no"}
        given |= {
            "record": answers[consent.record], "play": answers[consent.play], "share": answers[consent.share],
            "named": "yes" if consent.named else "no", "method": consent.method, "asked_by": consent.asked_by,
            "asked_on": consent.asked_on.isoformat(), "note": consent.note, "evidence": consent.evidence,
        }  # fmt: skip
    return given


def library(session: Session, here: Workspace, viewer: Member, *, at: datetime, skip: int = 0) -> dict[str, Any]:
    """`calls.library`: {calls: [{words, customer, on, reason, stage, link, private, name, customer_id}], more, inner}.

    For everyone what may be played; for leaders and CX leads every conversation, `private` where others see nothing.
    """
    today = local_day(at, here.zone)
    inner = sight.is_lead(session, here, viewer) or sight.is_leader(session, here, viewer)
    rows: Sequence[Conversation] = playable(session, here, at=at)
    if inner:
        every = select(Conversation).where(Conversation.workspace_id == here.id, Conversation.withdrawn_at.is_(None))
        rows = session.scalars(every.order_by(Conversation.on.desc(), Conversation.id.desc())).all()
    labels = journey.reason_labels(session, here)
    calls = []
    for heard in rows[skip : skip + A_PAGE]:
        seen = sight.seen(session, here, viewer, heard, on=today)
        common = sight.public(session, here, heard, on=today)
        calls.append({
            "words": seen.words, "customer": seen.customer, "on": heard.on.isoformat(),
            "reason": labels.get(seen.reason, seen.reason) if seen.reason else None,
            "stage": journey.stage_words(session, here, seen.stage, heard.at), "link": seen.link,
            "private": not (common.words or common.link),
            "name": heard.name_id if inner else None, "customer_id": heard.customer_id if inner else None,
        })  # fmt: skip
    return {"calls": calls, "more": skip + A_PAGE if len(rows) > skip + A_PAGE else 0, "inner": inner}


def named_customer(session: Session, here: Workspace, name: Name) -> str:
    """What people call the customer of a name."""
    who = customers.find(session, here, name.customer_id)
    return who.name or who.ref


def customer_withdrew(
    session: Session, here: Workspace, customer_id: int, *, by: Member, at: datetime
) -> tuple[str, dict[str, Any]]:
    """A customer takes back what they agreed to, or is erased: `calls.receipt` says what was removed, and what can't be
    recalled ({calls, links, words, posts, beyond, holders: names})."""
    done = withdraw(session, here, customer_id, by=by, at=at)
    names = members.names(session, here, done.holders)
    return "calls.receipt", {
        "calls": done.calls, "links": done.links, "words": done.words, "posts": done.posts, "beyond": done.beyond,
        "holders": [names[one] for one in done.holders],
    }  # fmt: skip
