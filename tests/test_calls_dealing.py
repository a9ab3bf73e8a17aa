"""Dealing a month of calls: once for all, fairly, shown before, out at each leader's own nine o'clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from models import calls, choices
from models.calls import dealing, joining, passing
from models.calls.ledger import Choices, Name, names_of, sheet_of
from models.errors import Refusal
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


def test_fewer_customers_than_names_and_the_message_says_so(session, workspace, people):
    lose(session, workspace, date(2026, 10, 10), 7)
    calling(session, workspace, people.dana, people.chloe)
    dealing.deal(session, workspace, at=DUE)
    cards = [letter.args for letter in letters(session, "calls.month")]
    assert sorted((card["wanted"], card["short"]) for card in cards) == [(3, True), (4, True)]


def test_a_missing_cx_lead_and_a_missed_draft_do_not_stop_it(session, workspace, people):
    lose(session, workspace, date(2026, 10, 10), 20)
    calling(session, workspace, people.chloe)
    assert dealing.deal(session, workspace, at=DUE).status == "out"
    assert letters(session, "calls.draft") == []


def test_the_draft_is_shown_two_working_days_before_and_changed(session, workspace, people):
    lose(session, workspace, date(2026, 10, 10), 30, owner=people.ben.slack_id)
    calling(session, workspace, people.chloe, lead=people.dana)
    turn = calls.draft_turn(session, workspace, "").after(
        datetime(2026, 10, 20, tzinfo=UTC), "Europe/Berlin", workspace.calendar()
    )
    assert (turn.period, turn.day) == ("2026-11", date(2026, 10, 29))
    deal = dealing.draft(session, workspace, at=DRAFTED)
    letter = letters(session, "calls.draft")[0]
    assert letter.address == people.dana.slack_id and letter.args["of"] == 5
    assert letters(session, "calls.month") == [] and len(letters(session, "calls.owner_asked")) == 1
    names = session.scalars(select(Name).order_by(Name.id)).all()
    with pytest.raises(Refusal):
        dealing.swap(session, workspace, names[0].id, by=people.ben, at=DRAFTED)
    other = dealing.swap(session, workspace, names[0].id, by=people.dana, at=DRAFTED)
    assert other.customer_id not in {name.customer_id for name in names}
    dealing.remove(session, workspace, names[1].id, by=people.dana, at=DRAFTED)
    passing.owner_holds(session, workspace, names[2].id, by=people.ben, at=DRAFTED)
    dealing.hold_deal(session, workspace, deal.id, by=people.dana, at=DRAFTED)
    assert dealing.deal(session, workspace, at=DUE).status == "held"
    dealing.send_now(session, workspace, deal.id, by=people.dana, at=DUE)
    card = letters(session, "calls.month")[0].args
    dealt = {name["name"] for name in card["names"]}
    assert len(dealt) == 4 and other.id in dealt and not dealt & {name.id for name in names[:3]}


def test_who_came_back_since_the_draft_is_replaced(session, workspace, people):
    lost = {one.id: one for one in lose(session, workspace, date(2026, 10, 10), 12)}
    calling(session, workspace, people.chloe)
    dealing.draft(session, workspace, at=DRAFTED)
    gone = session.scalars(select(Name.customer_id)).first()
    lost[gone].state = "here"
    session.flush()
    dealing.deal(session, workspace, at=DUE)
    held = session.scalars(select(Name.customer_id).where(Name.holding)).all()
    assert len(held) == 5 and gone not in held


def test_away_at_the_deal_means_dealt_in_proportion_on_the_first_morning_back(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 30)
    calling(session, workspace, people.chloe, people.dana)
    who = people.chloe.slack_id
    calls.go_away(
        session, workspace, who, first=date(2026, 10, 26), last=date(2026, 11, 11), by=people.chloe, at=DRAFTED
    )
    dealing.deal(session, workspace, at=DUE)
    sheet = sheet_of(session, workspace, "2026-11", who)
    assert (sheet.status, names_of(session, workspace, sheet)) == ("waiting", [])
    calls.attend(session, workspace, at=datetime(2026, 11, 11, 23, 30, tzinfo=UTC))
    letter = next(one for one in letters(session, "calls.month") if one.address == who)
    assert letter.not_before == datetime(2026, 11, 12, 8, tzinfo=UTC)  # 09:00 in Paris
    assert len(letter.args["names"]) == 4  # 13 of 20 working days, for which there is one holiday in France


def test_away_over_half_the_month_means_not_dealt_and_not_counted(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 30)
    calling(session, workspace, people.chloe)
    who = people.chloe.slack_id
    calls.go_away(
        session, workspace, who, first=date(2026, 11, 2), last=date(2026, 11, 20), by=people.chloe, at=DRAFTED
    )
    dealing.deal(session, workspace, at=DUE)
    assert sheet_of(session, workspace, "2026-11", who).status == "away"
    assert calls.numbers(session, workspace, "2026-11", at=DUE).leaders == 0


def test_names_of_one_who_is_away_go_to_others_after_three_working_days(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 30)
    calling(session, workspace, people.chloe, people.dana)
    dealing.deal(session, workspace, at=DUE)
    who = people.chloe.slack_id
    calls.go_away(session, workspace, who, first=date(2026, 11, 5), last=date(2026, 11, 20), by=people.chloe, at=DUE)
    held = select(func.count(Name.id)).where(Name.holding, Name.leader == who)
    for day, left in ((6, 5), (9, 5), (10, 0)):  # Friday, Monday, Tuesday
        calls.attend(session, workspace, at=datetime(2026, 11, day, 6, tzinfo=UTC))
        assert session.scalar(held) == left, day
    assert session.scalar(select(func.count(Name.id)).where(Name.holding, Name.source == "passed on")) == 5


def test_a_leader_who_leaves_the_company_has_the_names_dealt_to_others(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 30)
    calling(session, workspace, people.chloe, people.dana)
    dealing.deal(session, workspace, at=DUE)
    people.chloe.gone = True
    session.flush()
    calls.attend(session, workspace, at=datetime(2026, 11, 6, 6, tzinfo=UTC))
    assert session.scalar(select(func.count(Name.id)).where(Name.holding, Name.leader == people.dana.slack_id)) == 10


def test_later_joiners_start_next_month_or_now_in_proportion(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 30)
    calling(session, workspace, people.dana, lead=people.dana)
    dealing.deal(session, workspace, at=DUE)
    calls.enrol(session, workspace, [people.chloe], by=people.dana, at=DUE)
    at = datetime(2026, 11, 16, 10, tzinfo=UTC)
    calls.start(session, workspace, people.chloe, at=at)
    assert calls.mine(session, workspace, people.chloe.slack_id, at=at) is None
    sheet = joining.start_now(session, workspace, people.chloe, at=at)
    assert (sheet.wanted, sheet.status) == (3, "dealt")
    with pytest.raises(Refusal):
        joining.start_now(session, workspace, people.chloe, at=at)


def test_a_handed_over_name_is_followed_by_the_next_and_nobody_gets_it_twice(session, workspace, people):
    lose(session, workspace, date(2026, 10, 20), 30)
    calling(session, workspace, people.chloe, people.dana)
    dealing.deal(session, workspace, at=DUE)
    mine = calls.mine(session, workspace, people.chloe.slack_id, at=DUE)
    first = names_of(session, workspace, mine)[0]
    new = calls.hand_over(session, workspace, first.id, people.dana, by=people.chloe, at=DUE)
    assert (new.leader, new.source, first.status) == (people.dana.slack_id, "handed over", "handed over")
    assert sum(one.holding for one in names_of(session, workspace, mine)) == 5
    following = calls.another(session, workspace, names_of(session, workspace, mine)[1].id, by=people.chloe, at=DUE)
    held = session.scalars(select(Name.customer_id).where(Name.holding)).all()
    assert following.customer_id in held and len(held) == len(set(held)) == 11


def test_months_are_dealt_once_each_over_years_and_never_on_a_day_off(session, workspace, people):
    calling(session, workspace, people.ana, people.kareem, people.priya)
    rule, at = calls.deal_turn(session, workspace, ""), datetime(2027, 11, 1, tzinfo=UTC)
    seen: list[str] = []
    while len(seen) < 30:
        turn = rule.after(at, workspace.zone, workspace.calendar())
        at, seen = turn.due, [*seen, turn.period]
        local = {
            who.slack_id: turn.due.astimezone(ZoneInfo(who.zone)) for who in (people.ana, people.kareem, people.priya)
        }
        assert any((one.hour, one.minute) == (9, 0) for one in local.values())
    assert seen == sorted(set(seen)) and seen[0] == "2027-11" and "2028-02" in seen


def test_choices_can_be_written(session, workspace):
    choices.write(session, workspace, Choices, {"wanted": "7", "most": "12"}, by="U1", at=DUE)
    assert choices.read(session, workspace, Choices).wanted == 7
    with pytest.raises(Refusal):
        choices.write(session, workspace, Choices, {"wanted": "4", "most": "21"}, by="U1", at=DUE)
