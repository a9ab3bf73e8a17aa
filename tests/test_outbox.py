"""Promises: who goes next, who waits, and what is no longer said."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database
from models import lanes, outbox, outcomes, workspaces
from models.lanes import Busy, Claimed, Turn
from models.outbox import Lane, Letter
from models.outcomes import Outcome
from models.workspaces import Workspace

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEASE = 30.0
MORNING = 1_000_000.0  # the real clock, in seconds


def turn(real: float = MORNING, now: datetime = NINE) -> Turn:
    return Turn(now, real, LEASE)


def take(database: Database, real: float = MORNING, now: datetime = NINE) -> Claimed | None:
    with database.writing() as session:
        return lanes.claim(session, turn(real, now), Busy())


def taken(database: Database, real: float = MORNING, now: datetime = NINE) -> Letter:
    claimed = take(database, real, now)
    assert claimed is not None
    return claimed.letter


def note(database: Database, claimed: Claimed, outcome: Outcome, real: float = MORNING, pace: float = 1.0) -> str:
    with database.writing() as session:
        return outcomes.record(session, claimed, outcome, now=NINE, real=real, pace=pace)


def post(session: Session, here: Workspace, words: str, channel: str = "C1", at: datetime = NINE) -> Letter:
    return outbox.post(session, here, channel, "test.said", at=at, text=words)


def test_a_conversation_gets_its_letters_one_at_a_time_oldest_first(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        first, second = post(session, workspace, "one"), post(session, workspace, "two")
    claimed = take(database)
    assert claimed is not None and claimed.letter.id == first.id and not claimed.doubtful
    assert take(database) is None
    note(database, claimed, Outcome("sent", channel="C1", ts="1.0", spoke=True))
    assert take(database, MORNING + 0.9) is None, "Slack takes one message a second"
    assert taken(database, MORNING + 1.0).id == second.id


def test_conversations_do_not_wait_for_each_other(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        for channel in ("C1", "C2", "C3"):
            post(session, workspace, "hello", channel)
    assert {taken(database).address for _ in range(3)} == {"C1", "C2", "C3"}


def test_nothing_leaves_before_its_moment(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        post(session, workspace, "good morning", at=NINE + timedelta(hours=1))
        assert lanes.next_due(session, NINE) == NINE + timedelta(hours=1)
        assert lanes.soonest(session, turn(), Busy()) is None
    assert take(database) is None
    assert take(database, now=NINE + timedelta(hours=1)) is not None


def test_many_hands_never_take_the_same_letter(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        wanted = {post(session, workspace, "hello", f"C{number}").id for number in range(12)}
    got: list[int] = []
    ready = threading.Barrier(4)

    def grab() -> None:
        ready.wait()
        misses = 0
        while misses < 3:
            claimed = take(database)
            misses += claimed is None
            got.extend([claimed.letter.id] if claimed else [])

    hands = [threading.Thread(target=grab) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(got) == sorted(wanted)


def test_a_letter_whose_carrier_died_is_taken_up_in_doubt(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        letter = post(session, workspace, "one")
    assert take(database) is not None
    assert take(database, MORNING + LEASE - 1) is None
    again = take(database, MORNING + LEASE)
    assert again is not None and again.doubtful and again.letter.id == letter.id
    assert again.letter.attempts == 1 and again.letter.attempted_at == MORNING


def test_one_whose_lease_passed_on_can_not_write_over_its_successor(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        post(session, workspace, "one")
    slow = take(database)
    quick = take(database, MORNING + LEASE)
    assert slow is not None and quick is not None
    assert note(database, slow, Outcome("parked", "is_archived")) == "sending"
    assert note(database, quick, Outcome("sent", channel="C1", ts="2.0", spoke=True)) == "sent"


def test_a_second_copy_that_comes_late_is_taken_back(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        letter = post(session, workspace, "one")
    slow = take(database)
    quick = take(database, MORNING + LEASE)
    assert slow is not None and quick is not None
    note(database, quick, Outcome("sent", channel="C1", ts="2.0", spoke=True))
    note(database, slow, Outcome("sent", channel="C1", ts="1.0", spoke=True))
    with database.reading() as session:
        kept, back = session.scalars(select(Letter).order_by(Letter.id)).all()
    assert (kept.id, kept.ts) == (letter.id, "2.0")
    assert (back.kind, back.channel, back.ts, back.status) == ("withdraw", "C1", "1.0", "ready")


def test_who_follows_waits_for_the_first_to_be_settled(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        first = post(session, workspace, "a thank-you")
        after = outbox.dm(session, workspace, "U1", "test.said", at=NINE, follows=first)
    claimed = take(database)
    assert claimed is not None and claimed.letter.id == first.id
    assert take(database) is None
    note(database, claimed, Outcome("parked", "not_in_channel"))
    assert taken(database).id == after.id


def test_a_parked_letter_does_not_block_those_behind_it(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        post(session, workspace, "one")
        second = post(session, workspace, "two")
    claimed = take(database)
    assert claimed is not None
    note(database, claimed, Outcome("parked", "invalid_blocks"))
    assert taken(database).id == second.id


def test_a_clock_that_was_set_back_does_not_stop_a_conversation(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        post(session, workspace, "one")
        session.scalars(select(Lane)).one().next_at = MORNING + 86400
    assert take(database) is not None


def test_what_slack_asked_to_wait_is_waited(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        post(session, workspace, "one")
    claimed = take(database)
    assert claimed is not None
    note(database, claimed, Outcome("ready", "ratelimited", wait=120.0, counts=False))
    assert take(database, MORNING + 119) is None
    assert taken(database, MORNING + 120).attempts == 0


def test_after_eight_tries_nobody_tries_any_more(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        letter = outbox.post(session, workspace, "C1", "test.said", at=NINE, on_behalf="U0ANA00000", text="one")
    real = MORNING
    for _ in range(8):
        claimed = take(database, real)
        assert claimed is not None
        note(database, claimed, Outcome("ready", "http_500"), real)
        real += 301
    with database.reading() as session:
        given_up = session.get_one(Letter, letter.id)
        assert (given_up.status, given_up.reason) == ("parked", "gave_up")
        word = session.scalars(select(Letter).where(Letter.kind == "dm")).one()
    assert (word.address, word.template) == ("U0ANA00000", "delivery.undelivered")
    assert word.args == {"reason": "gave_up", "template": "test.said", "channel": "C1"}


def test_a_broadcast_that_may_stand_there_is_held_and_not_given_up(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        post(session, workspace, "one").attempts = 7
    claimed = take(database)
    assert claimed is not None
    assert note(database, claimed, Outcome("unsure", "http_500", wait=12.0)) == "held"


def test_a_company_that_removed_us_hears_nothing_more(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        post(session, workspace, "one", at=NINE + timedelta(hours=1))
        workspaces.remove(session.get_one(Workspace, workspace.id), at=NINE)
        assert lanes.next_due(session, NINE) is None
    assert take(database, now=NINE + timedelta(days=1)) is None


def test_answers_go_before_broadcasts_and_those_before_work(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        outbox.work(session, workspace, "test.count", at=NINE)
        post(session, workspace, "one")
        outbox.answer(session, workspace, "https://hooks.slack.com/actions/1", "test.said", at=NINE)
    assert [taken(database).kind for _ in range(3)] == ["answer", "post", "work"]
    assert take(database) is None


def test_only_the_newest_drawing_of_a_home_tab_leaves(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        outbox.redraw(session, workspace, "U1", "test.home", at=NINE, text="old")
        newest = outbox.redraw(session, workspace, "U1", "test.home", at=NINE, text="new")
    assert taken(database).id == newest.id


def test_what_is_revised_before_it_leaves_says_only_the_new_words(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        letter = post(session, workspace, "draft")
        assert outbox.revise(session, letter, "test.said", at=NINE, text="final") is letter
    assert taken(database).args == {"text": "final"}


def test_what_is_withdrawn_before_it_leaves_never_does(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        outbox.withdraw(session, post(session, workspace, "oops"), at=NINE)
    assert take(database) is None


def test_a_change_that_was_written_while_it_left_waits_its_turn(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        letter = post(session, workspace, "first words")
    claimed = take(database)
    assert claimed is not None
    with database.writing() as session:
        change = outbox.revise(session, session.get_one(Letter, letter.id), "test.said", at=NINE, text="new")
    assert change.id != letter.id and take(database, MORNING + 1) is None
    note(database, claimed, Outcome("sent", channel="C1", ts="1.0", spoke=True))
    assert taken(database, MORNING + 2).id == change.id


def test_a_change_to_what_was_held_after_all_becomes_the_promise(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        letter = post(session, workspace, "first words")
    claimed = take(database)
    assert claimed is not None
    with database.writing() as session:
        outbox.revise(session, session.get_one(Letter, letter.id), "test.said", at=NINE, text="new")
    note(database, claimed, Outcome("held", "unknown_outcome"))
    change = take(database, MORNING + 1)
    assert change is not None and change.letter.kind == "revise"
    note(database, change, Outcome("dropped", "never_posted"))
    with database.reading() as session:
        held = session.get_one(Letter, letter.id)
    assert (held.status, held.args) == ("held", {"text": "new"})


def test_a_held_letter_goes_when_a_person_says_so(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        letter = post(session, workspace, "one")
    claimed = take(database)
    assert claimed is not None
    note(database, claimed, Outcome("held", "unknown_outcome"))
    assert take(database, MORNING + 9) is None
    with database.writing() as session:
        outbox.release(session, session.get_one(Letter, letter.id), at=NINE)
    again = take(database, MORNING + 9)
    assert again is not None and not again.doubtful


def test_troubles_are_those_of_this_company_since_then(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        other = workspaces.install(session, "T2", name="Other", url="", bot_user="U2", bot_id="", scopes=[], at=NINE)
        for here, when, status in (
            (workspace, NINE, "parked"),
            (workspace, NINE - timedelta(days=2), "parked"),
            (workspace, NINE, "held"),
            (workspace, NINE, "sent"),
            (other, NINE, "parked"),
        ):
            letter = post(session, here, "one")
            letter.status, letter.settled_at = status, when
        found = lanes.troubles(session, workspace, NINE - timedelta(days=1))
    assert [letter.status for letter in found] == ["parked", "held"]


def test_words_are_forgotten_after_their_time_and_the_record_stays(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        old, stuck, young, waiting = (post(session, workspace, "words") for _ in range(4))
        old.status, old.settled_at, old.ts = "sent", NINE - timedelta(days=31), "1.0"
        stuck.status, stuck.settled_at = "held", NINE - timedelta(days=31)
        young.status, young.settled_at = "sent", NINE
        waiting.created_at = NINE - timedelta(days=60)
        export = outbox.file(session, workspace, "U1", "test.said", name="a.json", content="words", at=NINE)
        export.status, export.settled_at = "sent", NINE - timedelta(days=31)
        session.flush()
        before = NINE - timedelta(days=30)
        assert (lanes.purge(session, before, most=1), lanes.purge(session, before)) == (1, 2)
        assert lanes.purge(session, before) == 0
    with database.reading() as session:
        rows = {letter.id: letter for letter in session.scalars(select(Letter))}
    assert rows[old.id].args == {} and rows[old.id].ts == "1.0" and rows[old.id].status == "sent"
    assert rows[stuck.id].status == "dropped", "it can't be said any more"
    assert not rows[export.id].attachment
    assert rows[young.id].args == rows[waiting.id].args == {"text": "words"}


@pytest.mark.parametrize("kind", ["post", "dm", "private", "redraw"])
def test_every_kind_of_letter_knows_its_conversation(kind: str, database: Database, workspace: Workspace) -> None:
    promises = {
        "post": lambda s: post(s, workspace, "x", "C1"),
        "dm": lambda s: outbox.dm(s, workspace, "U1", "test.said", at=NINE, text="x"),
        "private": lambda s: outbox.private(s, workspace, "C1", "U1", "test.said", at=NINE, text="x"),
        "redraw": lambda s: outbox.redraw(s, workspace, "U1", "test.home", at=NINE, text="x"),
    }
    expected = {"post": "C1", "dm": "U1", "private": "C1", "redraw": "U1:home"}
    with database.writing() as session:
        promises[kind](session)
        assert session.scalars(select(Lane.address)).all() == [expected[kind]]
