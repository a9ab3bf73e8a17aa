"""The message of a complaint: what stands on it, where it is posted, and that it goes where it may not stay."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import choices, journey, members, outbox
from models.complaints import sight
from models.complaints.ledger import HIGH, SEVERITIES, Choices, Complaint
from models.complaints.standing import long_way, to_do
from models.outbox import Letter
from models.workspaces import Workspace


def announce(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """`complaints.opened` into each of the ritual's channels, once it runs. What no channel may show goes nowhere: of a
    restricted one its keepers hear the number (`complaints.restricted`), unless its severity alerts them anyway."""
    chosen = choices.read(session, here, Choices)
    if complaint.restricted:
        _tell_keepers(session, here, complaint, at=at)
        return
    if not (chosen.on and sight.quotable(complaint)):
        return
    said = shown(session, here, complaint)
    outbox.lanes_of(session, here, chosen.channels)
    complaint.letters = [
        str(outbox.post(session, here, channel, "complaints.opened", at=at, scheduled=True, **said).id)
        for channel in chosen.channels
    ]


def _tell_keepers(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    if complaint.severity >= HIGH:
        return
    asked = [one for one in sight.keepers(session, here, complaint) if one != complaint.reporter]
    for person in asked:
        outbox.dm(
            session, here, person, "complaints.restricted", at=at, id=complaint.id, number=complaint.number,
            named=bool(complaint.named),
        )  # fmt: skip


def letters_of(session: Session, here: Workspace, complaint: Complaint) -> list[Letter]:
    """The messages that show it."""
    found = (outbox.find(session, here, int(one)) for one in complaint.letters)
    return [one for one in found if one is not None]


def withdraw(session: Session, here: Workspace, complaint: Complaint, *, at: datetime) -> None:
    """Its messages go: it was taken back, or its words may not stand there any more."""
    for letter in letters_of(session, here, complaint):
        outbox.withdraw(session, letter, at=at)
        letter.args = {}
    complaint.letters = []


def shown(session: Session, here: Workspace, complaint: Complaint) -> dict[str, Any]:
    """What the message shows, without the customer: their name is for those who may see customers.

    `reporter` and `owner` are plain names, so that nobody is pinged by a list; `on` and `due` are ISO.
    `verbs` is what anybody may do with it as it stands.
    """
    names = members.names(session, here, [one for one in (complaint.reporter, complaint.owner) if one])
    link = None if complaint.confided else complaint.link
    return {
        "id": complaint.id, "number": complaint.number, "what": complaint.what, "zone": here.zone, "link": link,
        "stage": journey.stage_label(session, here, complaint.stage, complaint.at),
        "category": journey.category_label(session, here, complaint.category, complaint.at),
        "detail": journey.detail_labels(session, here).get(complaint.detail or ""),
        "severity": complaint.severity, "severe": SEVERITIES[complaint.severity], "source": complaint.source,
        "teams": list(complaint.teams), "affected": complaint.affected, "state": complaint.state,
        "reporter": names.get(complaint.reporter or ""), "owner": names.get(complaint.owner or ""),
        "on": complaint.on.isoformat(),
        "due": complaint.due_at.isoformat() if complaint.due_at else None, "outcome": complaint.outcome,
        "verbs": to_do(complaint, long=long_way(session, here)),
    }  # fmt: skip
