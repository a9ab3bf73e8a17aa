"""What is told of notes: at most one round-up a day, the month's recap, and what happens when a note changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import choices, exercises, occasions, verbatims
from models.errors import Refusal
from models.exercises.exporting import EXPORT, Scope
from models.exercises.notes import readable
from models.exercises.telling import Quote, recapped
from models.exports import rows_of
from models.occasions import Moment
from tests.exercise_house import found, letters, part

CARE = "C0CARE0000"
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
MONTH, OPENS = "2026-12", datetime(2026, 12, 7, 9, tzinfo=UTC)
AFTERNOON, OVER = datetime(2026, 12, 9, 15, tzinfo=UTC), datetime(2027, 1, 4, 10, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture
def house(session, workspace, people):
    """December runs; Ana and Ben are on its roster, and notes are told in #care."""
    part(session, workspace, people.dana, [people.ana, people.ben], NOW)
    choices.write(session, workspace, exercises.Choices, {"channels": [CARE]}, by=people.dana.slack_id, at=NOW)
    exercises.begin(session, workspace, MONTH, {}, at=OPENS)
    return workspace


def wrote(session, here, who, *, at=AFTERNOON, **more):
    return exercises.write(session, here, found(**more), by=who, at=at)


def test_notes_come_in_one_round_up_and_only_once(session, house, people):
    wrote(session, house, people.ana)
    wrote(session, house, people.ben, worst="Nobody answers")
    (post,) = exercises.talk(session, house, at=AFTERNOON)
    assert [one["worst"] for one in post.args["notes"]] == ["Two log-ins", "Nobody answers"]
    assert post.args["notes"][0]["name"] == people.ana.name
    assert exercises.talk(session, house, at=AFTERNOON + A_DAY) == []


def test_more_than_one_post_of_a_day_is_never_made(session, house, people):
    wrote(session, house, people.ana)
    assert len(exercises.talk(session, house, at=AFTERNOON)) == 1
    wrote(session, house, people.ben)
    assert exercises.talk(session, house, at=AFTERNOON) == []
    assert len(exercises.talk(session, house, at=AFTERNOON + A_DAY)) == 1


def test_whoever_else_speaks_there_today_goes_first_but_not_for_ever(session, house, people):
    wrote(session, house, people.ana)
    other = Moment(
        workspace_id=house.id, name="champions.digest", audience=CARE, zone="UTC", period="2026-12", due_at=AFTERNOON,
        next_at=AFTERNOON, priority=5,
    )  # fmt: skip
    session.add(other)
    session.flush()
    assert exercises.talk(session, house, at=AFTERNOON) == []
    assert len(exercises.talk(session, house, at=AFTERNOON + 4 * A_DAY)) == 1
    assert not occasions.take_slot(session, house, CARE, date(2026, 12, 13), "champions.digest")


def test_switched_off_nothing_is_posted_and_leads_still_hear_of_private_ones(session, house, people):
    choices.write(session, house, exercises.Choices, {"talk": False}, by=people.dana.slack_id, at=NOW)
    wrote(session, house, people.ana)
    wrote(session, house, people.ben, private=True)
    (said,) = exercises.talk(session, house, at=AFTERNOON)
    assert (said.template, said.address, said.args["count"]) == ("exercises.confided", people.dana.slack_id, 1)
    assert exercises.talk(session, house, at=AFTERNOON + A_DAY) == []


def test_a_private_note_is_quoted_nowhere(session, house, people):
    note = wrote(session, house, people.ana, private=True, worst="For Dana alone")
    assert [one.template for one in exercises.talk(session, house, at=AFTERNOON)] == ["exercises.confided"]
    post = exercises.recap(session, house, CARE, at=OVER)
    assert (post.args["did"], post.args["notes"], post.args["worst"]) == (1, 1, [])
    assert verbatims.of(session, house, "exercises", note.id).audience == verbatims.LEADS
    who = (people.ana, people.ben, people.dana)
    assert [len(readable(session, house, one, MONTH)) for one in who] == [1, 0, 1]


# --- the recap -------------------------------------------------------------------------------------


def test_the_recap_tells_fractions_and_nobodys_name(session, house, people):
    wrote(session, house, people.ana, minutes=10, effort=1, worst="", best="It just worked", put_up=True)
    late = wrote(
        session, house, people.ana, at=OVER, minutes=31, effort=5, worst="I gave up", best="", fix=True, finished=False,
        put_up=False,
    )  # fmt: skip
    wrote(session, house, people.chloe, minutes=20, effort=4)
    told = exercises.recap(session, house, CARE, at=OVER).args
    assert (told["did"], told["roster"], told["others"], told["gave_up"]) == (1, 2, 1, 1)
    assert (told["minutes"], told["effort"], told["put_up"], told["asked"]) == ("20", "4", 1, 2)
    assert (told["worst"], told["best"]) == (["I gave up", "Two log-ins"], ["It just worked", "Quick"])
    assert (told["walked"], told["stages"], told["fixes"], told["became"]) == (1, 8, 1, [])
    names = [one.name for one in (people.ana, people.ben, people.chloe)]
    assert not any(name in str(told) for name in names) and late.month == MONTH


def test_what_became_of_wishes_is_told_in_the_month_and_in_the_next(session, house, people):
    note = wrote(session, house, people.ana, fix=True)
    fixed = {note.id: "One log-in for everything: being built", 999: "somebody else's"}
    assert exercises.recap(session, house, CARE, at=OVER, fixed=fixed).args["became"] == [fixed[note.id]]
    exercises.begin(session, house, "2027-01", {}, at=OVER)
    told = recapped(session, house, "2027-01", fixed)
    assert (told["came"], told["before"], told["became"]) == ([fixed[note.id]], 1, [])


def test_a_month_that_nobody_was_to_do_is_not_told(session, workspace, people):
    assert exercises.recap(session, workspace, CARE, at=OVER) is None
    part(session, workspace, people.dana, [], NOW)
    exercises.begin(session, workspace, MONTH, {}, at=OPENS)
    assert exercises.recap(session, workspace, CARE, at=OVER) is None


def test_a_month_without_a_note_is_told_to_those_who_were_to_do_it(session, house):
    told = exercises.recap(session, house, CARE, at=OVER).args
    assert (told["did"], told["roster"], told["minutes"]) == (0, 2, "")


# --- told anew -------------------------------------------------------------------------------------


def test_what_was_posted_follows_a_note_that_changes(session, house, people):
    note = wrote(session, house, people.ana)
    (post,) = exercises.talk(session, house, at=AFTERNOON)
    recap = exercises.recap(session, house, CARE, at=OVER)
    exercises.correct(session, house, note.id, found(worst="Three log-ins"), by=people.ana, at=OVER)
    assert post.args["notes"][0]["worst"] == "Three log-ins" and recap.args["worst"] == ["Three log-ins"]
    exercises.correct(session, house, note.id, found(private=True), by=people.ana, at=OVER)
    assert (post.status, post.args, recap.args["worst"]) == ("dropped", {}, [])


def test_a_note_that_is_taken_back_leaves_the_post_to_the_others(session, house, people):
    note = wrote(session, house, people.ana)
    wrote(session, house, people.ben, worst="Nobody answers")
    (post,) = exercises.talk(session, house, at=AFTERNOON)
    with pytest.raises(Refusal, match="or a CX lead"):
        exercises.take_back(session, house, note.id, by=people.ben, at=AFTERNOON)
    for _ in range(2):
        exercises.take_back(session, house, note.id, by=people.ana, at=AFTERNOON)
    assert [one["worst"] for one in post.args["notes"]] == ["Nobody answers"]
    assert verbatims.of(session, house, "exercises", note.id) is None
    assert exercises.turn_of(session, house, MONTH, people.ana.slack_id).status == "doing"


def test_erased_they_stand_in_no_post_by_name_or_word(session, house, people):
    wrote(session, house, people.ana)
    (post,) = exercises.talk(session, house, at=AFTERNOON)
    exercises.forget(session, house, people.ana.slack_id, at=OVER)
    (left,) = post.args["notes"]
    assert (left["worst"], left["best"], left["name"]) == ("", "", "a former colleague")


def test_an_old_post_of_which_nothing_is_known_says_only_that_words_went(session, house, people):
    note = wrote(session, house, people.ana)
    (post,) = exercises.talk(session, house, at=AFTERNOON)
    post.status, post.args = "sent", {}
    exercises.take_back(session, house, note.id, by=people.ana, at=OVER)
    assert [one.kind for one in letters(session, "exercises.unquoted")] == ["revise"]
    assert session.scalars(select(Quote)).all() == []


def test_an_audit_of_somebody_erased_keeps_the_picture_and_no_word(session, house, people):
    looked = exercises.Looked(
        team="Logistics", artifact="Parcel", verdict="mess", remark="Torn", link="https://x.test/1"
    )
    exercises.look(session, house, looked, by=people.ana, at=NOW)
    exercises.forget(session, house, people.ana.slack_id, at=OVER)
    assert [one.args["remark"] for one in letters(session, "exercises.arrived")] == [""]


def test_the_record_to_take_away_is_everybodys_or_ones_own(session, house, people):
    wrote(session, house, people.ana, private=True)
    wrote(session, house, people.ben, worst="Nobody answers")
    part_of = EXPORT.parts[0]
    every = list(rows_of(session, house, part_of, Scope(None)))
    own = list(rows_of(session, house, part_of, Scope(people.ben.slack_id)))
    assert [one["worst moment"] for one in every] == ["Two log-ins", "Nobody answers"]
    assert [(one["worst moment"], one["by"], one["private"]) for one in own] == [
        ("Nobody answers", people.ben.name, "no")
    ]
