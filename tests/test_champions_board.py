"""The board: who was thanked by the most different colleagues, for whom it is drawn, and who never stands on it."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox.inputs import elements_of
from models import champions
from models.champions.board import Place
from models.champions.ledger import Credit, ShoutOut
from tests.harbour import CHANNELS
from tests.test_champions import settle

LONG = "for staying on the phone until it was sorted"


def thanks(slack, *who, tag=""):
    """`"ben ana"`: Ben thanks Ana."""
    for pair in who:
        giver, *people = pair.split()
        named = " ".join(f"@{name}" for name in people)
        getattr(slack, giver).types(f"/champion {named} {LONG} {tag}")


def leave_out(slack, person, ranked="no"):
    person.opens_home()
    person.presses("My settings")
    person.fills("preferences.keep", ranked=ranked)


# --- what it shows --------------------------------------------------------------------------------


def test_it_counts_different_colleagues_shares_places_and_pings_nobody(slack):
    thanks(slack, "ben ana", "ben ana", "chloe ana", "hugo ana", "ben elif felix", "ana ines")
    board = getattr(slack, "elif").types("/champion top")
    assert ":first_place_medal:  *Ana Costa*, thanked by 3 colleagues" in board
    assert board.says.count(":second_place_medal:") == 3
    assert "You: *2nd*, thanked by 1 colleague, 2 away from 1st." in board
    assert "since 1 November 2026 (Europe/Berlin). Equal numbers share a place." in board
    assert "<@" not in str(board.message.blocks)
    assert "You:" not in slack.ben.types("/champion top")


def test_givers_are_ranked_by_how_many_different_people_they_thanked(slack):
    thanks(slack, "ben ana", "ben ana", "ben chloe", "ana ben", "hugo ana ben chloe")
    board = slack.ana.types("/champion top givers")
    assert board.says.index("*Hugo Silva*, thanked 3 colleagues") < board.says.index(
        "*Ben Okafor*, thanked 2 colleagues"
    )
    assert "You: *3rd*, thanked 1 colleague, 1 away from 2nd." in board


def test_the_words_come_in_any_order_and_what_it_does_not_know_is_named(slack):
    thanks(slack, "ben ana", tag="#ownership")
    thanks(slack, "ben chloe", tag="#pay")
    by_value = slack.hugo.types("/champion top #ownership year")
    assert "*Ana Costa*" in by_value and "Chloé" not in by_value
    by_stage = slack.hugo.types("/champion top all #pay")
    assert "*Chloé Martin*" in by_stage and "Ana" not in by_stage
    said = slack.hugo.types("/champion top weekly #speed nonsense week month")
    assert "“weekly”" in said and "“#speed”" in said and "“nonsense”" in said
    assert "One stretch of time at a time: week or month." in said
    assert "/champion top weekly #speed nonsense week month" in said  # handed back


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("october", "in October 2026"), ("oct", "in October 2026"), ("2026-10", "in October 2026"),
        ("december", "in December 2025"), ("october 2025", "in October 2025"), ("november", "in November 2026"),
        ("week", "this week"), ("", "this month"),
        ("quarter", "this quarter"), ("year", "this year"), ("all", "so far"),
    ],
)  # fmt: skip
def test_any_stretch_of_time_has_a_name(typed, words):
    named = champions.key_of(typed.split() or ["month"], date(2026, 11, 18))
    assert named is not None
    key, _ = named
    assert champions.span(key, datetime(2026, 11, 18, 9, tzinfo=UTC), "Europe/Berlin").words == words


def test_a_month_begins_and_ends_by_the_companys_clock(slack):
    slack.push("2026-11-30T23:30")
    thanks(slack, "ben ana")
    slack.push("2026-12-01T00:30")
    thanks(slack, "ben chloe")
    assert "Ana" in slack.hugo.types("/champion top november") and "Chloé" not in slack.hugo.reads
    assert "Chloé" in slack.hugo.types("/champion top month") and "Ana" not in slack.hugo.reads


def test_where_there_is_nobody_it_invites_and_a_quiet_time_is_called_one(slack):
    said = slack.ben.types("/champion top week")
    assert "Nobody has been thanked yet this week. Who helped a customer lately? Yours could be the first." in said
    assert "Thank someone" in said.buttons
    assert "Nobody was thanked in May 2026." in slack.ben.types("/champion top may")
    assert "Nobody has thanked anyone for #pay so far." in slack.ben.types("/champion top givers all #pay")
    thanks(slack, "ben ana")
    assert "A quiet month so far." in slack.ben.types("/champion top")


# --- its buttons ----------------------------------------------------------------------------------


def test_a_button_turns_it_in_place(slack):
    thanks(slack, "ben ana")
    slack.push("2026-12-02T10:00")
    lines = len(slack.workspace.messages(CHANNELS["care"], slack.hugo.id))
    board = slack.hugo.types("/champion top")
    assert "Nobody has been thanked yet this month." in board
    slack.hugo.presses("Quarter", on=board)
    assert "Customer Champions this quarter" in slack.hugo.reads and "*Ana Costa*" in slack.hugo.reads
    slack.hugo.presses("Who thanked others", on=slack.hugo.reads)
    assert "Who thanked others this quarter" in slack.hugo.reads and "*Ben Okafor*" in slack.hugo.reads
    slack.hugo.presses("Champions", on=slack.hugo.reads)
    assert "*Ana Costa*" in slack.hugo.reads
    assert len(slack.workspace.messages(CHANNELS["care"], slack.hugo.id)) == lines + 1


def test_the_button_of_what_is_shown_stands_out_and_a_tag_stays_when_it_turns(slack):
    thanks(slack, "ben ana", tag="#courage")
    thanks(slack, "ben chloe")
    board = slack.hugo.types("/champion top week #courage")
    marked = [one["text"]["text"] for _, one in elements_of(board.message.blocks) if one.get("style") == "primary"]
    assert marked == ["Week"]
    slack.hugo.presses("All", on=board)
    assert "for #courage" in slack.hugo.reads and "Chloé" not in slack.hugo.reads


def test_a_company_that_does_not_rank_shows_no_board_nor_turns_an_old_one(slack):
    thanks(slack, "ben ana")
    board = slack.hugo.types("/champion top")
    settle(slack, rank="no")
    assert "This company chose not to rank people." in slack.hugo.types("/champion top")
    slack.hugo.presses("Year", on=board)
    assert "This company chose not to rank people." in slack.hugo.reads


# --- who never stands on it -----------------------------------------------------------------------


def test_private_and_undone_ones_and_those_who_left_are_on_no_board(slack):
    slack.dana.does("invite", channel="leaders", user=slack.here.bot_user)
    slack.dana.types(f"/champion @kareem {LONG}", at="leaders")
    slack.ben.presses("Undo", on=slack.ben.types(f"/champion @chloe {LONG}"))
    thanks(slack, "ben ines")
    slack.dana.does("deactivate", user="U0INES0000")
    assert "Nobody has been thanked yet this month." in slack.ben.types("/champion top")


def test_who_asked_to_be_left_out_stands_nowhere_and_is_told_so_alone(slack):
    thanks(slack, "ben ana", "chloe ana", "ben hugo", "ana hugo")
    leave_out(slack, slack.ana)
    board = slack.ana.types("/champion top")
    assert "Ana" not in board and ":first_place_medal:  *Hugo Silva*" in board and "You:" not in board
    assert "You are left out of rankings, as you asked." in board
    givers = slack.ben.types("/champion top givers")
    assert "Ana" not in givers and "left out" not in givers
    assert "2 shout-outs from 2 colleagues" in slack.ana.types("/champion me")  # her own record stays
    leave_out(slack, slack.ana, ranked="yes")
    assert "*Ana Costa*" in slack.ben.types("/champion top")


def test_the_wish_stands_in_ones_own_data(slack):
    leave_out(slack, slack.ana)
    slack.ana.opens_home()
    slack.ana.presses("My settings")
    assert "Leave me out of rankings" in json.dumps(
        [one["initial_option"] for _, one in elements_of(slack.ana.modal.blocks) if one.get("initial_option")]
    )


# --- the rule, whatever the record ----------------------------------------------------------------

PEOPLE = ("ana", "ben", "chloe", "dana", "kareem")
deeds = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=3), st.booleans(),
        st.booleans(), st.integers(0, 3), st.sampled_from([None, "pay", "courage"]),
    ),
    max_size=12,
)  # fmt: skip
FIRST = datetime(2026, 11, 1, tzinfo=UTC)


def credit(row, receiver):
    return Credit(
        workspace_id=row.workspace_id, shout_out_id=row.id, receiver=receiver, giver=row.giver, given_at=row.given_at,
        value=row.value, stage=row.stage, counts=not row.private,
    )  # fmt: skip


@given(
    deeds, st.sets(st.sampled_from(PEOPLE)), st.sets(st.sampled_from(PEOPLE)), st.booleans(),
    st.sampled_from([None, "pay", "courage"]), st.sampled_from([timedelta(0), timedelta(days=400)]),
)  # fmt: skip
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_always_equals_a_recount_and_never_shows_what_it_must_not(
    session, workspace, people, done, out, gone, givers, asked, before
):
    point = session.begin_nested()
    ids = {name: getattr(people, name).slack_id for name in PEOPLE}
    for name in PEOPLE:
        getattr(people, name).unranked, getattr(people, name).gone = name in out, name in gone
    counted: dict[str, set[str]] = {}
    for giver, receivers, private, undone, day, tag in done:
        at = FIRST + timedelta(days=day)
        row = ShoutOut(
            workspace_id=workspace.id, giver=ids[giver], reason="x" * 20, channel="C0CARE0000", private=private,
            given_at=at, day=at.date(), stage=tag if tag == "pay" else None, value=tag if tag == "courage" else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        for name in receivers:
            session.add(credit(row, ids[name]))
        session.flush()
        if undone:
            champions.undo(session, workspace, row.id, by=getattr(people, giver), at=at)
        elif not private and day < 3 and asked in (None, tag):  # the fourth day is beyond what is asked for
            for name in receivers:
                person, other = (giver, name) if givers else (name, giver)
                if person not in out | gone:
                    counted.setdefault(ids[person], set()).add(ids[other])
    start, end = FIRST - before, FIRST + timedelta(days=3)
    places = champions.board(session, workspace, start, end, givers=givers, tag=asked)
    assert {place.person: place.colleagues for place in places} == {who: len(them) for who, them in counted.items()}
    for place in places:
        assert place.rank == 1 + sum(other.colleagues > place.colleagues for other in places)
    point.rollback()
    session.expire_all()


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(1, 12))
def test_the_way_to_the_next_place_is_told_right(counts, shown):
    counts.sort(reverse=True)
    places = [Place(1 + sum(other > one for other in counts), f"U{n}", one) for n, one in enumerate(counts)]
    for place in places:
        own = champions.own_place(places, place.person, shown=shown)
        assert own is not None and (own.rank, own.colleagues) == (place.rank, place.colleagues)
        assert own.target <= own.rank and (own.away == 0) == (own.target == own.rank)
        if own.rank > shown:
            assert own.target == max(other.rank for other in places if other.rank <= shown)
        with_that_many_more = own.colleagues + own.away
        assert 1 + sum(other > with_that_many_more for other in counts) == own.target
    assert champions.own_place(places, "UNOBODY", shown=shown) is None


# --- one colleague --------------------------------------------------------------------------------


def test_a_name_alone_shows_what_she_was_thanked_for_in_public_and_offers_to_thank_her(slack):
    thanks(slack, "ben ana", "chloe ana", tag="#teamwork")
    slack.dana.does("invite", channel="leaders", user=slack.here.bot_user)
    slack.dana.types("/champion @kareem for the price talk that nobody wanted", at="leaders")
    slack.hugo.presses("Undo", on=slack.hugo.types("/champion @ana for something that was not so"))
    said = slack.hugo.types("/champion @ana")
    assert "2 shout-outs from 2 colleagues" in said and "Ben Okafor" in said and "not so" not in said
    assert "<@" not in str(said.message.blocks) and slack.ana.inbox[-1].says.count("thanked you") == 1
    slack.hugo.presses("Thank Ana", on=said)
    slack.hugo.fills("champions.send", reason="showing me how she keeps calm")
    assert "@hugo" in slack.channel("care").last and "@ana" in slack.channel("care").last
    kareem = slack.hugo.types("/champion @kareem")
    assert "Nobody has thanked Kareem Haddad in public yet." in kareem and "price talk" not in kareem


def test_of_oneself_it_is_the_own_record_and_of_others_than_colleagues_nothing(slack):
    slack.ben.types(f"/champion @ana {LONG}", at=slack.ben.writes_to(slack.ana))
    assert "staying on the phone" in slack.ana.types("/champion @ana")  # a private one, for her own eyes
    assert "no longer works here" in slack.ben.types("/champion @tom")
    assert "is an app" in slack.ben.types("/champion @lunch-train")
    assert "is not a member of this company" in slack.ben.types("/champion @noor")
