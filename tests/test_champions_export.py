"""The record to take away: two files, made in steps, with nobody's secret and no formula in them."""

import csv
import io
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import audit, champions, exports, rights, spreadsheets
from models.champions import exporting
from models.champions.ledger import ShoutOut
from models.outbox import Letter
from tests.harbour import IDS
from tests.test_champions_board import credit, leave_out, thanks

START = datetime(2026, 11, 1, tzinfo=UTC)
PEOPLE = ("ana", "ben", "chloe", "dana", "kareem")


def sent(slack, person):
    """The files in somebody's conversation with the bot, oldest first."""
    return [slack.workspace.files[one] for said in person.inbox for one in said.message.files]


def files(slack, person):
    """What they hold, by name, as tables."""
    return {one.name: table(one.content.decode()) for one in sent(slack, person)}


def table(content):
    assert content.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(content[1:], newline="")))


def uploaded(slack, person):
    return [one.name for one in sent(slack, person)]


def test_a_lead_gets_everything_public_and_a_line_for_each_person(slack):
    slack.ben.types("/champion @ana @chloe for =HYPERLINK(1) and more #teamwork #pay")
    slack.ben.types("/champion @ana for a secret between us", at=slack.ben.writes_to(slack.ana))
    slack.ben.presses("Undo", on=slack.ben.types("/champion @hugo for the depot that was another"))
    said = slack.dana.types("/champion export")
    assert "every public shout-out so far" in said and "a line for each person" in said
    assert uploaded(slack, slack.dana) == ["champions-shout-outs.csv", "champions-summary.csv"]
    (row,) = files(slack, slack.dana)["champions-shout-outs.csv"]
    assert row["reason"].startswith("'=HYPERLINK(1)") and row["giver"] == "Ben Okafor"
    assert row["receivers"] == "Ana Costa, Chloé Martin" and row["receiver ids"] == "U0ANA00000 U0CHLOE000"
    assert (row["value"], row["stage"], row["channel"]) == ("teamwork", "Pay and be billed", "#care")
    summary = {row["name"]: list(row.values())[1:5] for row in files(slack, slack.dana)["champions-summary.csv"]}
    assert summary == {
        "Ana Costa": ["1", "1", "0", "0"], "Ben Okafor": ["0", "0", "1", "2"], "Chloé Martin": ["1", "1", "0", "0"],
    }  # fmt: skip


def test_anybody_else_gets_their_own_with_the_private_ones_and_no_place_of_these(slack):
    thanks(slack, "ben ana", "ana hugo", "chloe hugo")
    slack.ben.types("/champion @ana for a secret between us", at=slack.ben.writes_to(slack.ana))
    said = slack.ana.types("/champion export")
    assert "the shout-outs that you gave and got so far" in said
    rows = files(slack, slack.ana)["champions-shout-outs.csv"]
    assert [row["giver"] for row in rows] == ["Ben Okafor", "Ana Costa", "Ben Okafor"]
    assert rows[-1]["reason"] == "a secret between us" and rows[-1]["channel"] == "in private"
    (own,) = files(slack, slack.ana)["champions-summary.csv"]
    assert list(own.values())[:5] == ["Ana Costa", "2", "1", "1", "1"]


def test_words_that_the_giver_kept_back_are_kept_back_here_too(slack):
    slack.dana.does("invite", channel="leaders", user=slack.here.bot_user)
    slack.dana.types("/champion @ben for what nobody outside may hear", at="leaders")
    slack.ben.types("/champion export")
    (row,) = files(slack, slack.ben)["champions-shout-outs.csv"]
    assert row["giver"] == "Dana Weiss" and row["reason"] == "" and row["channel"] == "in private"


def test_who_asked_to_be_left_out_is_in_no_summary_but_their_own(slack):
    thanks(slack, "ben ana", "chloe ben")
    leave_out(slack, slack.ana)
    slack.dana.types("/champion export")
    assert {row["name"] for row in files(slack, slack.dana)["champions-summary.csv"]} == {"Ben Okafor", "Chloé Martin"}
    slack.ana.types("/champion export")
    assert [row["name"] for row in files(slack, slack.ana)["champions-summary.csv"]] == ["Ana Costa"]


def test_one_stretch_of_time_can_be_asked_for_and_nonsense_is_named(slack):
    thanks(slack, "ben ana")
    slack.push("2026-12-02T10:00")
    thanks(slack, "ben chloe")
    slack.dana.types("/champion export november")
    assert [row["receivers"] for row in files(slack, slack.dana)["champions-2026-11-shout-outs.csv"]] == ["Ana Costa"]
    said = slack.dana.types("/champion export yesterday")
    assert "I don't know which stretch of time “yesterday” is." in said and "/champion export yesterday" in said


def test_an_empty_record_is_two_files_with_their_heads(slack):
    slack.ben.types("/champion export")
    assert uploaded(slack, slack.ben) == ["champions-shout-outs.csv", "champions-summary.csv"]
    assert files(slack, slack.ben) == {"champions-shout-outs.csv": [], "champions-summary.csv": []}


def test_asking_is_on_record_and_asked_once_however_often_slack_sends_it(slack):
    slack.dana.types("/champion export")
    slack.again()
    assert len(uploaded(slack, slack.dana)) == 2
    with slack.writing() as (session, here):
        (line,) = [one for one in audit.latest(session, here) if one.act == "exported"]
        assert line.by == slack.dana.id and line.detail["everything"] is True


def test_whoever_lost_the_right_meanwhile_gets_nothing(slack):
    thanks(slack, "ben ana")
    slack.deliver = lambda: None  # nothing leaves for now
    slack.dana.types("/champion export")
    with slack.writing() as (session, here):
        rights.take_away(session, here, rights.CX_LEAD, [slack.dana.id], by="operator", at=slack.time.now())
    del slack.deliver
    slack.deliver()
    assert uploaded(slack, slack.dana) == []


def test_a_long_record_comes_in_several_files_with_every_line_once(slack, monkeypatch):
    monkeypatch.setattr(exports, "STEP", 2)
    monkeypatch.setattr(exports, "FILE", 4)
    monkeypatch.setattr(exporting, "PEOPLE", 1)
    thanks(slack, "ben ana", "ben chloe", "ben hugo", "ben ines", "chloe ana", "hugo ana", "ines ana")
    slack.dana.types("/champion export")
    assert uploaded(slack, slack.dana) == [
        "champions-shout-outs.csv", "champions-shout-outs-2.csv", "champions-summary.csv", "champions-summary-2.csv",
    ]  # fmt: skip
    got = files(slack, slack.dana)
    ids = [int(row["id"]) for name in sorted(got, reverse=True) if "shout" in name for row in got[name]]
    assert len(ids) == len(set(ids)) == 7
    assert sorted(row["name"] for name in got if "summary" in name for row in got[name]) == [
        "Ana Costa", "Ben Okafor", "Chloé Martin", "Hugo Silva", "Inês Rocha",
    ]  # fmt: skip


def test_words_erased_while_they_are_on_their_way_never_arrive(slack):
    slack.ben.types("/champion @ana for saving the Lindqvist clinic")
    slack.deliver = lambda: None
    slack.dana.types("/champion export")
    with slack.writing() as (session, here):  # the first step is done, its file waits
        letter = session.scalars(select(Letter).where(Letter.kind == "work")).one()
        letter.args |= {"cursor": exporting.export_step(session, here, letter.args, None, at=slack.time.now())}
    with slack.writing() as (session, here):
        champions.forget(session, here, slack.ana.id, at=slack.time.now())
    del slack.deliver
    slack.deliver()
    assert uploaded(slack, slack.dana) == []
    assert "Type `/champion export` again" in slack.dana.inbox[-1]
    with slack.writing() as (session, _):
        assert "Lindqvist" not in str(session.execute(select(Letter.args, Letter.attachment)).all())
    slack.dana.types("/champion export")
    (row,) = files(slack, slack.dana)["champions-shout-outs.csv"]
    assert row["reason"] == "" and row["receivers"] == "a former colleague"


def test_the_operators_table_is_the_same_record(slack):
    thanks(slack, "ben ana chloe")
    slack.ben.types("/champion @ana for a secret between us", at=slack.ben.writes_to(slack.ana))
    slack.dana.types("/champion export")
    with slack.writing() as (session, here):
        rows = spreadsheets.text(champions.export(session, here))
    assert list(csv.DictReader(io.StringIO(rows))) == files(slack, slack.dana)["champions-shout-outs.csv"]


deeds = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=3), st.booleans(), st.booleans()
    ),
    max_size=10,
)


@given(deeds, st.sets(st.sampled_from(PEOPLE)), st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_its_sums_always_equal_a_recount(session, workspace, people, done, out, everything):
    point = session.begin_nested()
    ids = {name: getattr(people, name).slack_id for name in PEOPLE}
    for name in PEOPLE:
        getattr(people, name).unranked = name in out
    told = []
    for giver, receivers, private, undone in done:
        row = ShoutOut(
            workspace_id=workspace.id, giver=ids[giver], reason="x" * 20, channel="C0CARE0000", private=private,
            given_at=START, day=START.date(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add_all(credit(row, ids[one]) for one in receivers)
        session.flush()
        if undone:
            champions.undo(session, workspace, row.id, by=getattr(people, giver), at=START)
        elif (everything and not private) or (not everything and "ana" in {giver, *receivers}):
            told.append((row.id, giver, receivers))
    scope = exporting.Scope(IDS["ana"], everything, START, START + timedelta(days=1))
    rows, _ = exporting._shout_outs(session, workspace, scope, 0)
    assert [row[0] for row in rows] == [one[0] for one in told]
    lines, _ = exporting._summary(session, workspace, scope, 0)
    expected = {}
    for name in sorted({"ana"} if not everything else set(PEOPLE) - out):
        got = [giver for _, giver, receivers in told if name in receivers]
        gave = [receivers for _, giver, receivers in told if giver == name]
        if got or gave:
            expected[ids[name]] = (len(got), len(set(got)), len(gave), len(set().union(*gave)))
    assert {line[-1]: tuple(line[1:5]) for line in lines} == expected
    point.rollback()
    session.expire_all()
