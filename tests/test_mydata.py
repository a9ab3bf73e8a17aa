"""What is kept about me: all of it in my hands, all of it gone when I say so, and the rest let go in time."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from bot import upkeep
from models import audit, champions, choices, erasure, outbox, rights, workspaces
from models.audit import Audit
from models.champions import Credit, ShoutOut
from models.occasions import Intake, Occasion, Slot
from models.outbox import Letter
from tests.envelopes import everything, person
from tests.harbour import IDS

BENS, TO_BEN = "calming the renewal call", "staying late for Acme"
PRIVATE, UNSAID = "the talk with Orchid", "the lift story"
X: dict[str, Any] = {"name": "x.y", "audience": "C1"}
CLOSED = "G0LEADERS0"  # private, and the app is not in it


@pytest.fixture
def busy(slack):
    """Ben gave and got: in public, in private, where the app isn't, and in a digest that quotes him."""
    with slack.writing() as (session, here):
        declared = slack.furnished.house.rituals["champions"].rules.Choices
        typed = {"on": True, "channels": ["C0CHAMPION"], "rank": "in the digest"}
        choices.write(session, here, declared, typed, by=IDS["ben"], at=slack.time.now())
        rights.give(session, here, rights.LEADER, [IDS["ben"]], by=IDS["dana"], at=slack.time.now())
    slack.ben.types(f"/champion @ana for {BENS} #ownership")
    slack.ana.types(f"/champion @ben for {TO_BEN} with every one of us #teamwork")
    slack.ana.types("/champion @chloe for the train tickets")
    slack.ben.reacts("tada", on=slack.channel("care").last)
    slack.ben.types(f"/champion @chloe for {UNSAID}")
    slack.ben.presses("Undo", on=slack.ben.reads)
    with slack.writing() as (session, here):
        private = workspaces.remember_channel(
            session, here, CLOSED, at=slack.time.now(), name="leaders", private=True, shared=False, member=False
        )
        dana, ben = person(session, here, IDS["dana"]), person(session, here, IDS["ben"])
        champions.give(session, here, dana, [ben], PRIVATE, where=private, readers=[ben.slack_id], at=slack.time.now())
    slack.deliver()
    slack.ben.opens_home()
    return slack


@pytest.fixture
def told(busy):
    """And the month's digest stands in a channel."""
    busy.time.set(datetime.fromisoformat("2026-11-30T16:00:00+01:00"))
    busy.furnished.clock.tick(busy.time.now())
    busy.deliver()
    return busy


def erase(slack, person):
    person.types("/cx my data")
    person.presses("Erase")


def written(slack):
    """All that stands in the played Slack, for anyone: messages and Home tabs."""
    places = slack.workspace
    messages = [message for channel in places.channels for message in places.messages(channel)]
    return json.dumps([[message.text, message.blocks] for message in messages], default=str, ensure_ascii=False)


def everywhere(slack, words):
    """(table, row) wherever these words are kept."""
    return [(name, row) for name, rows in kept(slack).items() for row in rows if words in json.dumps(row, default=str)]


def kept(slack):
    with slack.database.reading() as session:
        return everything(session, but=set())


# --- in my hands ------------------------------------------------------------------------------------


def test_before_i_decide_i_see_how_much_there_is(busy):
    busy.ben.types("/cx my data")
    words = json.dumps(busy.ben.modal.blocks)
    assert "2 given" in words and "2 received" in words and "Ben Okafor" in words


def test_the_file_holds_all_that_names_me(busy):
    busy.ben.types("/cx my data")
    busy.ben.presses("Export")
    file = exported(busy)
    for words in (BENS, TO_BEN, PRIVATE, UNSAID):
        assert words in json.dumps(file, ensure_ascii=False), words
    assert file["you"]["name"] == "Ben Okafor" and file["you"]["roles"] == ["leader"]
    # every row of every table that names him is told of under one heading or another
    told = json.dumps(file, default=str)
    for table, rows in kept(busy).items():
        named = [row for row in rows if IDS["ben"] in json.dumps(row, default=str)]
        if named and table not in ("letters", "lanes", "members", "roles", "intakes"):
            assert TOLD[table] in told, f"{table}: {named[0]}"


TOLD = {
    "agreements": "agreed with", "audit": "setting changed", "choices": "setting changed", "credits": "received",
    "shout_outs": "given",
    "reversals": "taken back", "moments": "digest", "occasions": "digest", "slots": "digest",
}  # fmt: skip


def exported(slack):
    with slack.database.reading() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "file")).one()
        assert letter.status == "sent" and letter.user == IDS["ben"]
        return json.loads(letter.attachment["content"])


def test_the_file_holds_nobody_elses_words(busy):
    busy.ben.types("/cx my data")
    busy.ben.presses("Export")
    assert "train tickets" not in json.dumps(exported(busy))


def test_an_export_is_written_down_without_its_contents(busy):
    busy.ben.types("/cx my data")
    busy.ben.presses("Export")
    with busy.writing() as (session, here):
        newest = audit.latest(session, here, 1)[0]
    assert (newest.act, newest.by, newest.detail) == ("own data exported", IDS["ben"], {})


# --- gone -------------------------------------------------------------------------------------------


def test_after_erasing_no_word_and_no_name_of_mine_stands_anywhere(told):
    there = [words for words in (BENS, TO_BEN) if words in written(told)]
    assert there == [BENS, TO_BEN]
    erase(told, told.ben)
    left = [words for words in (BENS, TO_BEN, PRIVATE, UNSAID) if words in written(told)]
    assert left == []
    for words in (BENS, TO_BEN, PRIVATE, UNSAID):
        rows = [
            (table, row.get("template"), row.get("kind"), row.get("status")) for table, row in everywhere(told, words)
        ]
        assert rows == [], words
    names = [name for name, rows in kept(told).items() if "Ben Okafor" in json.dumps(rows, default=str)]
    assert names == ["members"]  # Slack itself still knows him


def test_a_digest_that_quoted_me_is_edited_and_keeps_its_numbers(told):
    before = [post for post in told.channel("champions").posts if "of the month" in post][-1].says
    assert "Ben Okafor" in before and "2 colleagues" in before
    erase(told, told.ben)
    after = [post for post in told.channel("champions").posts if "of the month" in post][-1].says
    assert "Ben Okafor" not in after and TO_BEN not in after and "2 colleagues" in after


def test_only_marks_of_the_machinery_still_carry_my_id(busy):
    erase(busy, busy.ben)
    carrying = {name for name, rows in kept(busy).items() if IDS["ben"] in json.dumps(rows, default=str)}
    # the audit log is never rewritten; who chose a setting is part of it; letters and lanes say where, not what
    assert carrying <= {"audit", "choices", "lanes", "letters", "members"}
    for row in kept(busy)["letters"]:
        if row["template"] != "mydata.erased":
            assert IDS["ben"] not in json.dumps(row["args"]), row["template"]


def test_the_counts_stay(busy):
    before = count(busy, ShoutOut), count(busy, Credit)
    erase(busy, busy.ben)
    with busy.database.reading() as session:
        assert (
            session.scalar(select(func.count(ShoutOut.id))),
            session.scalar(select(func.count(Credit.id))),
        ) == before
        start = busy.time.now() - timedelta(days=30)
        tally = champions.digest(session, busy.here, start, busy.time.now() + timedelta(seconds=1))
    assert (tally.shout_outs, tally.givers, tally.receivers) == (3, 2, 3)


def test_what_was_thanked_where_the_app_is_not_is_taken_out_of_the_direct_messages_too(slack):
    slack.ben.types(f"/champion @ana for {BENS}", at="general")
    assert [letter for letter in slack.ana.inbox if BENS in letter]
    erase(slack, slack.ben)
    assert [letter for letter in slack.ana.inbox if BENS in letter or "@ben" in letter] == []


def test_what_still_waits_to_be_sent_about_me_is_not_sent(slack):
    with slack.writing() as (session, here):
        later = slack.time.now() + timedelta(hours=1)
        outbox.dm(session, here, IDS["ben"], "champions.thanked", at=later, giver=IDS["ana"], reason=TO_BEN, value=None,
                  private=False, channel=None)  # fmt: skip
    erase(slack, slack.ben)
    slack.push("2026-11-18T12:00")
    assert not any(TO_BEN in letter for letter in slack.ben.inbox)


def test_roles_and_switches_go_and_the_erasure_is_written_down_without_a_name(busy):
    erase(busy, busy.ben)
    with busy.writing() as (session, here):
        ben = person(session, here, IDS["ben"])
        assert rights.roles_of(session, here, ben) == {rights.MEMBER} and ben.quiet == []
        newest = audit.latest(session, here, 1)[0]
    assert (newest.act, newest.about, newest.by) == ("erased", "a person", IDS["ben"])


def test_erasing_twice_erases_once_and_fails_at_nothing(busy):
    erase(busy, busy.ben)
    before = {name: rows for name, rows in kept(busy).items() if name in ("shout_outs", "credits", "reversals")}
    erase(busy, busy.ben)
    assert {name: rows for name, rows in kept(busy).items() if name in before} == before


def test_who_has_nothing_is_told_the_same(slack):
    erase(slack, slack.grace)
    assert "erased" in slack.grace.inbox[-1].notice


# --- the audit log is never rewritten ---------------------------------------------------------------


def test_a_line_of_the_audit_log_can_not_be_changed(busy):
    with pytest.raises(DBAPIError, match=r"(?i)audit"), busy.database.writing() as session:
        session.execute(text("UPDATE audit SET act = 'nothing'"))
    with busy.database.reading() as session:
        assert "setting changed" in session.scalars(select(Audit.act)).all()


# --- let go in time ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "row", "days"),
    [
        (Intake, lambda at: {"key": "ev:1", "at": at}, 7),
        (Audit, lambda at: {"act": "x", "about": "x", "by": "x", "detail": {}, "at": at}, 2200),
        (Occasion, lambda at: {**X, "period": "1", "due_at": at, "outcome": "ran", "at": at}, 760),
        (Slot, lambda at: {**X, "day": at.date()}, 760),
    ],
    ids=["requests", "audit", "occasions", "slots"],
)  # fmt: skip
def test_each_kind_of_record_is_kept_as_long_as_we_say_and_no_longer(slack, table, row, days):
    now = slack.time.now()
    with slack.writing() as (session, here):
        session.add(table(workspace_id=here.id, **row(now - timedelta(days=days - 1))))
    before = count(slack, table)
    tidy(slack, now)
    assert count(slack, table) == before
    tidy(slack, now + timedelta(days=2))
    assert count(slack, table) == before - 1


def count(slack, table):
    with slack.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def tidy(slack, now):
    upkeep.let_go(slack.database, slack.furnished.house.rituals, now=now)


def test_what_messages_said_goes_after_thirty_days_and_where_they_went_stays(busy):
    sent = [row for row in kept(busy)["letters"] if row["status"] == "sent"]
    tidy(busy, busy.time.now() + timedelta(days=31))
    after = {row["id"]: row for row in kept(busy)["letters"]}
    assert sent and all(after[row["id"]]["args"] == {} for row in sent)
    assert [(row["channel"], row["ts"]) for row in sent] == [
        (after[row["id"]]["channel"], after[row["id"]]["ts"]) for row in sent
    ]


def test_shout_outs_lose_their_words_when_the_company_says_and_count_on(busy):
    months = {"keep_months": 1}
    with busy.writing() as (session, here):
        declared = busy.furnished.house.rituals["champions"].rules.Choices
        choices.write(session, here, declared, months, by="operator", at=busy.time.now())
    tidy(busy, busy.time.now() + timedelta(days=32))
    assert {row["reason"] for row in kept(busy)["shout_outs"]} == {""}
    with busy.database.reading() as session:
        assert champions.given(session, busy.here, IDS["ana"]) == 2


def test_tidying_up_twice_changes_nothing_more(busy):
    later = busy.time.now() + timedelta(days=40)
    tidy(busy, later)
    before = kept(busy)
    tidy(busy, later)
    assert kept(busy) == before


def test_a_company_that_left_is_forgotten_after_thirty_days(slack):
    with slack.writing() as (_session, here):
        workspaces.remove(here, at=slack.time.now())
    tidy(slack, slack.time.now() + timedelta(days=29))
    assert count(slack, workspaces.Workspace) == 1
    tidy(slack, slack.time.now() + timedelta(days=31))
    assert count(slack, workspaces.Workspace) == count(slack, Letter) == count(slack, Audit) == 0


def test_every_kind_that_is_kept_says_how_long():
    assert all(isinstance(kept, timedelta) and kept > timedelta(0) for kept in erasure.KEPT.values())
