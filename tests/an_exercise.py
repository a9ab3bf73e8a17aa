"""Of everything in the ritual exercises one row: for whoever must not reach it."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from models import exercises, outbox
from models.exercises.ledger import Pause
from models.exercises.telling import Quote
from models.members import Member
from models.months import month_of
from models.workspaces import Workspace

OWN = "own_orchid_walk"


def an_exercise(
    session: Session, here: Workspace, who: Member, lead: Member, *, words: str, at: datetime
) -> dict[str, int]:
    """A month that runs; `who` takes part, paused, wrote a note and showed what arrived. Gives the numbers of what can
    be asked for."""
    exercises.enrol(session, here, [who], by=lead, at=at)
    month = month_of(at.date())
    exercises.begin(session, here, month, {}, at=at)
    exercises.take(session, here, month, by=who, at=at)
    told = exercises.Found(
        key="find_search",
        finished=True,
        minutes=12,
        effort=2,
        best=words,
        worst=words,
        fix=True,
        private=True,
        files=("F0ORCHID00",),
    )
    note = exercises.write(session, here, told, by=who, at=at)
    later = at.date() + timedelta(days=40)
    session.add(Pause(workspace_id=here.id, member=who.slack_id, first=later, last=later, by=None, at=at))
    post = outbox.post(session, here, "C0THEIRS00", "exercises.unquoted", at=at)
    session.add(Quote(workspace_id=here.id, note_id=note.id, channel="C0THEIRS00", letter_id=post.id))
    looked = exercises.Looked(
        team="Orchids", artifact="Orchid mail", verdict="good", remark=words, link="https://x.example/1"
    )
    audit = exercises.look(session, here, looked, by=who, at=at)
    exercises.spare(session, here, f"orchid-{date(2026, 1, 1):%j}@test.example", by=who, at=at)
    own = exercises.Described(title="Orchid walk", stage="use", steps="Walk", test="Alone")
    exercises.add(session, here, own, by=lead, at=at)
    return {"note": note.id, "audit": audit.id}
