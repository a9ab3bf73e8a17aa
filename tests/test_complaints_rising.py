"""What rises is told once, with its newest complaints, and waits for our decision; a fix keeps its base."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import choices, complaints, customers, journey, rights
from models.complaints import alerts, rising, telling, trends
from models.complaints.alerts import EXPLAINED, FIX, WATCHING, Alert
from models.errors import Refusal
from models.outbox import Letter
from tests.complaining import complain, month, monthly

NOVEMBER = date(2026, 11, 1)
PAIR = ("pay", "billing")


def at(day):
    return datetime(2026, 11, day, 16, tzinfo=UTC)


def days(*numbers, times=1):
    return [date(2026, 11, number) for number in numbers for _ in range(times)]


@pytest.fixture
def lead(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, ["U0DANA0000"], by="operator", at=at(1))
    choices.write(session, workspace, complaints.Choices, {"channels": ["C0CARE0000"]}, by="U0DANA0000", at=at(1))
    monthly(session, workspace, [6] * 12)
    monthly(session, workspace, [20] * 12, stage="help", category="late")
    return people.dana


def told(session, template="complaints.rises"):
    return list(session.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id)))


def cells(session, here, day):
    return [one.cell for one in rising.risen(session, here, date(2026, 11, day))]


def spoken(session):
    """The days on which the pair was told."""
    alerts = session.scalars(select(Alert).order_by(Alert.id))
    return [one.day for one in alerts if one.cell == PAIR]


# --- told once -------------------------------------------------------------------------------------


def test_what_rises_is_told_in_the_channel_with_its_three_newest(session, workspace, lead):
    complain(session, workspace, days(1, 2, 3, 4, times=3))
    (letter,) = rising.look(session, workspace, at=at(4))
    assert (letter.kind, letter.address) == ("post", "C0CARE0000")
    assert letter.args["sentence"] == "12 complaints from 1 to 4 November 2026, where 4 are usual: 3.0 times as many."
    assert letter.args["cell"] == "Pay and be billed, Bill or payment wrong"
    assert len(letter.args["newest"]) == 3 and letter.args["newest"][0]["on"] == "4 November"
    assert letter.args["why"][0]["words"].startswith("The invoice is wrong")


def test_one_rise_is_one_message_though_its_stage_and_category_rise_too(session, workspace, lead):
    complain(session, workspace, days(1, 2, 3, 4, 5, 6, times=3))
    assert cells(session, workspace, 6) == [PAIR]


def test_two_rises_are_two(session, workspace, lead):
    monthly(session, workspace, [6] * 12, stage="use", category="broken")
    for stage, category in (PAIR, ("use", "broken")):
        complain(session, workspace, days(1, 2, 3, 4, times=3), stage=stage, category=category)
    assert {PAIR, ("use", "broken")} <= set(cells(session, workspace, 4))


def test_a_stage_that_rises_a_little_everywhere_is_told_as_a_stage(session, workspace, lead):
    kinds = ("late", "hard", "info", "policy", "missing", "broken")
    for kind in kinds:
        monthly(session, workspace, [4] * 12, stage="use", category=kind)
        complain(session, workspace, days(1, 2, 3, 4, times=2), stage="use", category=kind)
    assert ("use", "") in cells(session, workspace, 4)


def test_it_is_told_again_after_thirty_days_and_not_before(session, workspace, lead):
    complain(session, workspace, days(*range(1, 29), times=2))
    complain(session, workspace, [date(2026, 12, n) for n in range(1, 15) for _ in range(5)])
    for n in range(44):
        rising.look(session, workspace, at=at(1) + timedelta(days=n))
    spoke = spoken(session)
    assert len(spoke) == 2 and spoke[1] - spoke[0] >= timedelta(days=30)


def test_within_thirty_days_only_a_surge_is_told(session, workspace, lead):
    complain(session, workspace, days(1, 2, 3, 4, times=3))
    for day in range(4, 9):
        rising.look(session, workspace, at=at(day))
        complain(session, workspace, days(day + 1, times=3))
    assert spoken(session) == days(4)
    complain(session, workspace, days(9, 10, times=12))
    assert rising.look(session, workspace, at=at(10))
    assert spoken(session) == days(4, 10)
    assert rising.look(session, workspace, at=at(10)) == []  # the same day, asked again


def test_little_says_nothing(session, workspace, lead):
    complain(session, workspace, days(1, 1, 1, 1))
    assert cells(session, workspace, 1) == []


def test_complaints_without_a_stage_are_counted_in_all_and_in_their_category_alone(session, workspace, lead):
    complain(session, workspace, days(1, 2, 3, times=30), stage="unsure", category="other")
    assert cells(session, workspace, 3) == [("", ""), ("", "other")]


def test_a_company_without_a_channel_tells_its_cx_leads(session, workspace, lead):
    choices.write(session, workspace, complaints.Choices, {"channels": []}, by="U0DANA0000", at=at(1))
    complain(session, workspace, days(1, 2, 3, 4, times=3))
    (letter,) = rising.look(session, workspace, at=at(4))
    assert (letter.kind, letter.address) == ("dm", "U0DANA0000")


def test_restricted_and_private_complaints_are_a_number_and_a_link(session, workspace, lead):
    complain(session, workspace, days(1, 2, 3, 4, times=2), restricted=True, link="https://x.example/1")
    complain(session, workspace, days(4, times=4), private=True)
    (letter,) = rising.look(session, workspace, at=at(4))
    assert len(letter.args["newest"]) == 3 and letter.args["why"] == [] == letter.args["quotes"]


def test_words_that_are_withdrawn_leave_the_message(session, workspace, lead):
    complain(session, workspace, days(1, 2, 3, 4, times=3))
    (letter,) = rising.look(session, workspace, at=at(4))
    gone = letter.args["why"][0]
    assert customers.retell(session, workspace, [("complaints", gone["record"])], at=at(5)) == 1
    session.refresh(letter)
    assert gone["words"] not in str(letter.args) and len(letter.args["newest"]) == 3


# --- decided ---------------------------------------------------------------------------------------


@pytest.fixture
def alert(session, workspace, lead):
    complain(session, workspace, days(1, 2, 3, 4, times=3))
    rising.look(session, workspace, at=at(4))
    return session.scalars(select(Alert)).one()


def test_our_decision_stands_in_the_message(session, workspace, lead, alert):
    telling.decide(session, workspace, alert.id, WATCHING, by=lead, at=at(5), why="The price changed; it settles.")
    letter = told(session)[0]
    assert letter.args["decision"]["label"] == "We watch it" and letter.args["decision"]["by"] == "U0DANA0000"
    telling.decide(session, workspace, alert.id, EXPLAINED, by=lead, at=at(6), why="A wrong letter went out.")
    assert told(session)[0].args["decision"]["key"] == EXPLAINED


def test_watching_and_explained_say_why(session, workspace, lead, alert):
    for decision in (WATCHING, EXPLAINED):
        with pytest.raises(Refusal) as no:
            telling.decide(session, workspace, alert.id, decision, by=lead, at=at(5), why=" \n ")
        assert no.value.fields == {"why": "Write a line about why, so that others can follow it."}
    assert alert.decision is None


def test_leaders_leads_and_the_stage_s_owner_decide(session, workspace, lead, people, alert):
    with pytest.raises(Refusal, match="Leaders, CX leads and whoever answers for the stage decide"):
        telling.decide(session, workspace, alert.id, FIX, by=people.ben, at=at(5))
    journey.entrust(session, workspace, "pay", owner="U0BEN00000", teams=(), by="U0DANA0000", at=at(5))
    assert telling.decide(session, workspace, alert.id, FIX, by=people.ben, at=at(5)).decision == FIX


def test_what_nobody_decided_for_a_week_is_asked_once_a_week_of_every_lead(session, workspace, lead, alert):
    assert telling.ask(session, workspace, "U0DANA0000", at=at(10)) == []
    assert len(telling.ask(session, workspace, "U0DANA0000", at=at(12))) == 1
    assert len(telling.ask(session, workspace, "U0PRIYA000", at=at(12) + timedelta(hours=3))) == 1
    assert telling.ask(session, workspace, "U0DANA0000", at=at(13)) == []
    assert len(telling.ask(session, workspace, "U0DANA0000", at=at(19))) == 1
    alerts.decide(session, workspace, alert.id, FIX, by=lead, at=at(20))
    assert telling.ask(session, workspace, "U0DANA0000", at=at(27)) == []


def test_while_it_is_fixed_the_bad_months_do_not_become_the_usual_ones(session, workspace, lead, alert):
    telling.decide(session, workspace, alert.id, FIX, by=lead, at=at(5))
    for ahead in range(1, 7):  # half a year at four times the rate, and seven in the seventh month
        monthly(session, workspace, [24], last=month(-ahead))
        monthly(session, workspace, [20], last=month(-ahead), stage="help", category="late")
    monthly(session, workspace, [20], last=month(-7), stage="help", category="late")
    monthly(session, workspace, [16], last=month(-7))
    kept = trends.verdicts_of(session, workspace, month(-7))[PAIR]
    assert (kept.verdict, kept.counted.base) == ("rising", 72)
    assert alerts.release(session, workspace, *PAIR, at=at(28)) == 1
    moved = trends.verdicts_of(session, workspace, month(-7))[PAIR]
    assert moved.verdict == "steady" and moved.counted.base > 150


def test_deciding_otherwise_lets_the_base_move_on(session, workspace, lead, alert):
    telling.decide(session, workspace, alert.id, FIX, by=lead, at=at(5))
    assert alerts.bases(session, workspace, NOVEMBER).keys() == {PAIR}
    telling.decide(session, workspace, alert.id, EXPLAINED, by=lead, at=at(6), why="A wrong letter.")
    assert alerts.bases(session, workspace, NOVEMBER) == {}


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.0019, "about once in 520 such looks"),
        (0.00001, "about once in 100,000 such looks"),
        (1e-9, "less than once in a million such looks"),
    ],
)
def test_how_sure_we_are_is_said_in_words(p, said):
    assert telling.chance(p) == said
