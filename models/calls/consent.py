"""What a customer agreed to on a call: three questions, asked in so many words."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import choices, verbatims
from models.calendar import local_day
from models.calls import sight
from models.calls.airings import retell_plays
from models.calls.heard import METHODS, Consent, Conversation, consent_of, conversation
from models.calls.ledger import Choices, Name, find
from models.calls.turns import months_on
from models.choices import ADDRESS
from models.errors import Refusal
from models.members import Member
from models.texts import clean
from models.workspaces import Workspace

# what is read out before asking, by version: each consent remembers with which one it was asked
WORDINGS = {
    1: "“I'd like to record this call, so that I get it right. May I? And may colleagues of mine listen to it, so that "
    "they hear it from you? If not: may I pass on what you say in your own words, without your name? You can change "
    "your mind at any time, and tell any of us.”",
}
WORDING = max(WORDINGS)
LONGEST_NOTE = 500
NO_LINK_YET = "A link is kept only once they agreed to both: that the call is recorded, and that it is played."


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """The answers: True, False, or None where it was not asked. `asked_by` None means the caller."""

    record: bool | None = None
    play: bool | None = None
    share: bool | None = None
    named: bool = False
    method: str = METHODS[1]
    asked_by: str | None = None
    asked_on: date | None = None
    note: str = ""
    evidence: str = ""

    @property
    def asked(self) -> bool:
        return (self.record, self.play, self.share) != (None, None, None) or self.named


def problems(session: Session, here: Workspace, agreed: Agreed | None, link: str, *, on: date) -> dict[str, str]:
    """What is wrong with a consent and a link, by field: consent, asked_on, method, note, evidence, link."""
    wrong: dict[str, str] = {}
    if agreed is not None:
        if agreed.asked_on is not None and agreed.asked_on > on:
            wrong["asked_on"] = "That day is still to come: write it down when they have agreed."
        if agreed.method not in METHODS:
            wrong["method"] = "Choose how they agreed."
        if agreed.play and not agreed.record:
            wrong["consent"] = "What was not to be recorded can't be played: they have to agree to both."
        if len(clean(agreed.note)) > LONGEST_NOTE:
            wrong["note"] = f"Write it in at most {LONGEST_NOTE} characters."
        if agreed.evidence and not ADDRESS.fullmatch(agreed.evidence.strip()):
            wrong["evidence"] = "Write a web address that begins with https://, or leave it empty."
    if link.strip():
        if not ADDRESS.fullmatch(link.strip()):
            wrong["link"] = "Write a web address that begins with https://, or leave it empty."
        elif agreed is not None and not (agreed.record and agreed.play):
            wrong["link"] = NO_LINK_YET
    return wrong


def ask(
    session: Session, here: Workspace, conversation_id: int, agreed: Agreed, *, by: Member, at: datetime
) -> Consent | None:
    """Write down, or correct, what they agreed to. A yes that is gone removes the link, or hides the words, at once.

    The caller, their assistant or a CX lead. Refusal fields: consent, asked_on, method, note, evidence.
    """
    heard = _expect(session, here, conversation_id, by)
    if wrong := problems(session, here, agreed, "", on=local_day(at, here.zone)):
        raise Refusal(fields=wrong)
    return settle(session, here, heard, agreed, at=at)


def settle(session: Session, here: Workspace, heard: Conversation, agreed: Agreed, *, at: datetime) -> Consent | None:
    """The consent's row, and what follows from it for the link, the words and what was played. None, and none is kept,
    where nobody asked after all."""
    row = consent_of(session, here, heard.id)
    if row is not None and row.withdrawn_at is not None:
        raise Refusal("They took their consent back. If they agree again, log the call in which they did.")
    if not agreed.asked:
        if row is not None:
            session.delete(row)
        obey(session, here, heard, None, at=at)
        return None
    asked_on, months = agreed.asked_on or heard.on, choices.read(session, here, Choices).consent_months
    if row is None:
        row = Consent(workspace_id=here.id, conversation_id=heard.id, customer_id=heard.customer_id)
    row.record, row.play, row.share, row.named = agreed.record, agreed.play, agreed.share, agreed.named
    row.method, row.asked_by = agreed.method, agreed.asked_by or heard.caller
    row.asked_on, row.wording, row.expires_on = asked_on, WORDING, later(asked_on, months)
    row.note, row.evidence, row.at = clean(agreed.note), agreed.evidence.strip(), at
    session.add(row)
    session.flush()
    obey(session, here, heard, row, at=at)
    return row


def obey(session: Session, here: Workspace, heard: Conversation, row: Consent | None, *, at: datetime) -> None:
    """The link is kept only while it may be, the words are read only by those who may, posts say no more than that."""
    today = local_day(at, here.zone)
    if heard.link and not sight.may_record(row, on=today):
        heard.link = ""
    said = verbatims.of(session, here, sight.RITUAL, heard.id)
    if said is not None:
        said.audience = sight.audience(row, on=today)
    session.flush()
    retell_plays(session, here, [heard], at=at)


def later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is shorter."""
    first = date.fromisoformat(f"{months_on(f'{day:%Y-%m}', months)}-01")
    beyond = date.fromisoformat(f"{months_on(f'{first:%Y-%m}')}-01")
    return first.replace(day=min(day.day, (beyond - first).days))


def keep_link(
    session: Session, here: Workspace, conversation_id: int, link: str, *, by: Member, at: datetime
) -> Conversation:
    """Keep a link to the recording: only after the first two yes, not withdrawn, not expired. Empty takes it away.

    Refusal field: link.
    """
    heard = _expect(session, here, conversation_id, by)
    wrong = problems(session, here, None, link, on=local_day(at, here.zone))
    if link.strip() and not sight.may_record(consent_of(session, here, heard.id), on=local_day(at, here.zone)):
        wrong["link"] = NO_LINK_YET
    if wrong:
        raise Refusal(fields=wrong)
    heard.link = link.strip()
    session.flush()
    retell_plays(session, here, [heard], at=at)
    return heard


def _expect(session: Session, here: Workspace, conversation_id: int, by: Member) -> Conversation:
    heard = conversation(session, here, conversation_id)
    name: Name = find(session, here, heard.name_id, to_change=True)
    sight.require_caller(session, here, by, name)
    return heard


def expired(session: Session, here: Workspace, *, at: datetime) -> list[Conversation]:
    """Calls whose consent has ended on the company's calendar while something of them is still kept or shown."""
    today = local_day(at, here.zone)
    rows = (
        select(Conversation)
        .join(Consent, (Consent.workspace_id == Conversation.workspace_id)
              & (Consent.conversation_id == Conversation.id))
        .join(verbatims.Verbatim, (verbatims.Verbatim.workspace_id == Conversation.workspace_id)
              & (verbatims.Verbatim.ritual == sight.RITUAL) & (verbatims.Verbatim.record == Conversation.id),
              isouter=True)
        .where(Conversation.workspace_id == here.id, Consent.expires_on < today, Consent.withdrawn_at.is_(None),
               or_(Conversation.link != "", verbatims.Verbatim.audience == verbatims.EVERYONE))
        .order_by(Conversation.id)
    )  # fmt: skip
    return list(session.scalars(rows))
