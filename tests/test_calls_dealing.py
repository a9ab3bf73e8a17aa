"""Dealing a month of calls: once for all, fairly, shown before, out at each leader's own nine o'clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from models.calls import dealing
from models.calls.ledger import Name
from models.outbox import Letter
from tests.lost import calling, lose

DRAFTED = datetime(2026, 10, 29, 8, tzinfo=UTC)  # Thursday: two working days before Monday 2 November
DUE = datetime(2026, 11, 2, 8, tzinfo=UTC)


def letters(session, template):
    return list(session.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id)))


def test_each_leader_gets_five_names_at_their_own_nine_oclock(session, workspace, people):
    lose(session, workspace, date(2026, 10, 10), 40)
    calling(session, workspace, people.ana, people.kareem, people.priya, lead=people.dana)
    deal = dealing.deal(session, workspace, at=DUE)
    assert (deal.status, deal.month, deal.eligible) == ("out", "2026-11", 40)
    sent = {letter.address: letter for letter in letters(session, "calls.month")}
    assert len(sent) == 3
    for who in (people.ana, people.kareem, people.priya):
        letter = sent[who.slack_id]
        assert (letter.args["wanted"], len(letter.args["names"]), letter.args["short"]) == (5, 5, False)
        local = letter.not_before.astimezone(ZoneInfo(who.zone))
        assert local.date() == date(2026, 11, 2) or letter.not_before == DUE
    assert sent[people.ana.slack_id].not_before.astimezone(ZoneInfo("Europe/Lisbon")).hour == 9
    held = session.scalars(select(Name.customer_id).where(Name.holding)).all()
    assert len(held) == len(set(held)) == 15


def test_dealing_twice_changes_nothing(session, workspace, people):
    lose(session, workspace, date(2026, 10, 10), 20)
    calling(session, workspace, people.dana)
    dealing.deal(session, workspace, at=DUE)
    dealing.deal(session, workspace, at=DUE)
    assert session.scalar(select(func.count(Name.id))) == 5 and len(letters(session, "calls.month")) == 1
