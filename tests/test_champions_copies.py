"""Whatever people do, what boards and digests show is what a recount of the ledger gives, and nothing they must not."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import champions, workspaces
from models.champions.ledger import Credit, Reversal, ShoutOut
from models.errors import Refusal

PEOPLE = ("ana", "ben", "chloe", "dana", "kareem")
BEGIN = datetime(2026, 11, 1, 9, tzinfo=UTC)
END = BEGIN + timedelta(days=30)
SECRET = "was said behind a closed door"

person = st.sampled_from(PEOPLE)
which = st.integers(0, 5)
act = st.one_of(
    st.tuples(st.just("give"), person, st.sets(person, min_size=1, max_size=3), st.booleans()),
    st.tuples(st.just("undo"), which, person),
    st.tuples(st.just("amend"), which, st.sampled_from([None, "courage", "craft"]), st.sampled_from([None, "pay"])),
    st.tuples(st.just("forget"), person),
    st.tuples(st.just("leave out"), person, st.booleans()),
)


def do(session, here, people, places, made, what, *details):
    """One act of somebody's, or its refusal."""
    at = BEGIN + timedelta(days=len(made))
    if what == "give":
        giver, receivers, private = details
        words = SECRET if private else "stayed on the line until it was sorted"
        given = champions.give(
            session, here, getattr(people, giver), [getattr(people, one) for one in sorted(receivers)], words,
            where=places[private], value="courage", at=at,
        )  # fmt: skip
        made.append(given.id)
    elif what == "forget":
        champions.forget(session, here, getattr(people, details[0]).slack_id, at=at)
    elif what == "leave out":
        getattr(people, details[0]).unranked = details[1]
    elif details[0] < len(made):
        number, *rest = details
        if what == "undo":
            champions.undo(session, here, made[number], by=getattr(people, rest[0]), at=at)
        else:
            row = session.get(ShoutOut, made[number])
            by = next((one for one in vars(people).values() if one.slack_id == row.giver), people.ana)
            value, stage = rest
            champions.amend(session, here, made[number], "put another way", by=by, value=value, stage=stage, at=at)


def recount(session, people):
    """{person: colleagues who thanked them}, from the three tables of the ledger alone."""
    back = set(session.scalars(select(Reversal.shout_out_id)))
    shown = {one.slack_id for one in vars(people).values() if one.colleague and not one.unranked}
    counted: dict[str, set[str]] = {}
    for row in session.scalars(select(ShoutOut)):
        if not row.private and row.id not in back:
            for named in session.scalars(select(Credit.receiver).where(Credit.shout_out_id == row.id)):
                counted.setdefault(named, set()).add(row.giver)
    return {who: len(them) for who, them in counted.items() if who in shown}


@given(st.lists(act, max_size=10))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_surface_equals_a_recount_and_shows_nothing_it_must_not(session, workspace, people, acts):
    point = session.begin_nested()
    channels = [
        workspaces.remember_channel(session, workspace, slack_id, at=BEGIN, name=name, private=private, member=True)
        for slack_id, name, private in (("C0CARE0000", "care", False), ("G0LEADERS0", "leaders", True))
    ]
    for one in vars(people).values():
        one.unranked = False
    made: list[int] = []
    for what in acts:
        try:
            do(session, workspace, people, channels, made, *what)
        except Refusal:
            continue
    session.flush()
    session.expire_all()
    _copies_are_true(session)
    wanted = recount(session, people)
    for start in (BEGIN, BEGIN - timedelta(days=400)):  # a short time and a long one are counted in two ways
        places = champions.board(session, workspace, start, END)
        assert {place.person: place.colleagues for place in places} == wanted
    told = champions.letter(session, workspace, champions.digest(session, workspace, BEGIN, END), BEGIN, END, "month")
    assert SECRET not in str(told) and "leaders" not in str(told)
    out = {one.name for one in vars(people).values() if one.unranked}
    named = {*told["people"], *([told["quote"]["giver"], *told["quote"]["receivers"]] if told["quote"] else [])}
    assert not out & named
    point.rollback()
    session.expire_all()
    session.info.clear()  # the lanes of before are gone with it


def _copies_are_true(session):
    """What stands beside each name is what the shout-out says."""
    back = set(session.scalars(select(Reversal.shout_out_id)))
    for credit in session.scalars(select(Credit)):
        row = session.get(ShoutOut, credit.shout_out_id)
        copied = (credit.giver, credit.given_at, credit.value, credit.stage, credit.counts)
        assert copied == (row.giver, row.given_at, row.value, row.stage, not row.private and row.id not in back)
