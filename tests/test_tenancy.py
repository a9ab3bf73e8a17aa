"""Two companies in one database: neither sees, moves or counts what is the other's, whatever number is asked for."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from models import (
    audit,
    champions,
    choices,
    customers,
    erasure,
    hooks,
    imports,
    journey,
    members,
    occasions,
    outbox,
    rights,
    verbatims,
    workspaces,
)
from models.base import Base
from models.champions.tags import TagOffer
from models.customers.ledger import HeadCount, Proposal, Quote
from models.imports.uploads import remember
from models.outbox import HELD
from tests.a_call import a_call
from tests.a_complaint import a_complaint
from tests.a_fix import a_fix
from tests.a_rule import a_rule
from tests.an_exercise import an_exercise
from tests.envelopes import everything, happened, person, pressed, submitted, typed
from tests.harbour import IDS
from tests.reaching import Things, everything_pressed, heard, told_by_slack
from tests.stripes import Subscription

OTHER, THEIR_BOT = "T0OTHER000", "U0THEIRBOT"
SECRET = "Orchid Bank wants its money back"
THEIRS = {"zoe": "U0ZOE00000", "yan": "U0YAN00000"}


@pytest.fixture
def two(slack):
    """Beside Harbour & Pine a second company, with a row in every table."""
    now = slack.time.now()
    with slack.database.writing() as session:
        there = workspaces.install(
            session, OTHER, name="Orchid", url="https://orchid.slack.com/", bot_user=THEIR_BOT, bot_id="B0THEIRBOT",
            scopes=["commands"], at=now,
        )  # fmt: skip
        there.installer, there.zone = THEIRS["zoe"], "Asia/Tokyo"
        # the same person may work for both: Ana has a row in each
        for who in (*THEIRS.values(), IDS["ana"]):
            user = {"id": who, "real_name": f"{who} of Orchid", "is_admin": True, "team_id": OTHER}
            members.remember(session, there, user, at=now)
        rights.give(session, there, rights.CX_LEAD, [THEIRS["zoe"], IDS["ana"]], by="operator", at=now)
        where = workspaces.remember_channel(
            session, there, "C0CARE0000", at=now, name="care", private=False, shared=False, archived=False, member=True
        )
        typed_there = {"per_day": 5, "channels": ["C0THEIRS00"]}
        choices.write(session, there, champions.Choices, typed_there, by=THEIRS["zoe"], at=now)
        zoe, yan = (person(session, there, one) for one in THEIRS.values())
        shout_out = champions.give(session, there, zoe, [yan], SECRET, where=where, at=now, tags=["speed"])
        session.add(TagOffer(workspace_id=there.id, tag="speed", at=now))
        taken_back = champions.give(session, there, zoe, [yan], f"{SECRET} again", where=where, at=now)
        champions.undo(session, there, taken_back.id, by=zoe, at=now)
        champions.close(session, there, "C0THEIRS00", at=now)
        champions.agree(session, there, shout_out.id, by=person(session, there, IDS["ana"]), at=now)
        slack.lost, slack.their_customer, slack.proposed = customers_there(session, there, zoe, yan, now)
        slack.their_reason, slack.handed_in = words_there(session, there, zoe, now)
        hooks_there(session, there, zoe, now)
        bank = customers.find(session, there, slack.their_customer)
        slack.their_calls = a_call(session, there, bank, yan, zoe, words=SECRET, at=now)
        slack.their_complaints = a_complaint(session, there, bank, yan, words=SECRET, at=now)
        slack.their_fixes = a_rule(session, there, yan, zoe, words=SECRET, at=now)
        slack.their_fixes |= a_fix(session, there, yan, zoe, words=SECRET, at=now)
        slack.their_exercises = an_exercise(session, there, yan, zoe, words=SECRET, at=now)
        held = outbox.post(session, there, "C0THEIRS00", "champions.erased", at=now, scheduled=True)
        held.status = HELD
        occasions.note(session, there, "champions.digest", "C0THEIRS00", "2026-11", due_at=now, outcome="ran", at=now)
        occasions.take_slot(session, there, "C0CARE0000", date(2026, 11, 18), "champions.digest")
        occasions.receive(session, there, "ev:Ev1", at=now)
        slack.furnished.clock.plan(session, there, now)
        session.add(moment(there, now))
        for letter in session.scalars(select(outbox.Letter).where(outbox.Letter.workspace_id == there.id)):
            letter.status = HELD  # the played Slack is not theirs
    slack.there, slack.held, slack.theirs, slack.undone = there, held.id, shout_out.id, taken_back.id
    return slack


def customers_there(session, there, zoe, yan, now):
    """A customer of theirs who was lost and came back, a word for it that nobody mapped, and what waits for a yes."""
    bank = customers.Customer(
        workspace_id=there.id, ref="O-1", name="Orchid Bank", folded="orchid bank", owner=zoe.slack_id, source="slack",
        contact="Ito Orchid", at=now,
    )  # fmt: skip
    session.add(bank)
    session.flush()
    told = customers.Told(kind="lost", on=date(2026, 11, 2), said="Orchid says no", comment=SECRET)
    lost = customers.record(session, there, bank, told, by=zoe.slack_id, at=now)
    back = customers.Told(kind="returned", on=date(2026, 11, 9))
    returned = customers.record(session, there, bank, back, by=zoe.slack_id, at=now)
    customers.take_back(session, there, returned.id, by=zoe, at=now)
    verbatims.keep(session, there, "customers", lost.id, SECRET, at=now, stage="pay", customer=bank.id)
    post = outbox.post(session, there, "C0THEIRS00", "champions.erased", at=now)
    session.add(Quote(workspace_id=there.id, letter_id=post.id, ritual="customers", record=lost.id))
    session.add(HeadCount(workspace_id=there.id, on=date(2026, 11, 2), count=7, source="import", at=now))
    waiting = Proposal(
        workspace_id=there.id,
        by=yan.slack_id,
        at=now,
        told={"kind": "returned", "customer": bank.id, "on": "2026-11-10"},
    )
    session.add(waiting)
    session.flush()
    return lost.id, bank.id, waiting.id


def words_there(session, there, zoe, now):
    """A reason in their own words, and a list of theirs that waits to be imported."""
    reason = journey.add_reason(
        session, there, "Orchid moved away", kind=journey.CHOSEN, stage=None, by=zoe.slack_id, at=now
    )  # fmt: skip
    stage = journey.add(session, there, journey.STAGE, "Bloom", by=zoe.slack_id, at=now)
    journey.entrust(session, there, stage, owner=zoe.slack_id, teams=["Growers of Orchid"], by=zoe.slack_id, at=now)
    upload = imports.begin(session, there, "customers", "Orchid list.csv", by=zoe.slack_id, at=now)
    imports.add(session, there, upload, 0, b"number,name\nO-1,Orchid Bank\n")
    remember(session, there, "customers", "s" * 64, {"columns": {"number": "Orchid"}, "days": ""}, at=now)
    return reason.key, upload.id


def hooks_there(session, there, zoe, now):
    """Their ways in, something they told, and a subscription of theirs."""
    own = hooks.make(session, there, customers.HOOKS, by=zoe, at=now)["customers"]
    hooks.told(session, there, own.id, [1], lambda _: {"outcome": "recorded"}, key="k", part=0, digest="d", at=now)
    event = Subscription("cus_orchid", status="incomplete").created("2026-11-02")
    customers.HOOKS["stripe"].take(session, there, event, key="", at=now)


def moment(there, now):
    due = now + timedelta(days=900)
    return occasions.Moment(
        workspace_id=there.id, name="champions.digest", audience="C0CARE0000", zone="UTC", period="2029-05",
        due_at=due, next_at=due,
    )  # fmt: skip


def rows(slack, *, of):
    """Every row of one company, in every table, but the marks that a request came."""
    with slack.database.reading() as session:
        found = everything(session, but=set())
    return {
        name: [row for row in table if row.get("workspace_id", row["id"]) == of.id] for name, table in found.items()
    }


def test_the_second_company_has_a_row_in_every_table(two):
    empty = [name for name, held in rows(two, of=two.there).items() if not held]
    assert empty == []


def test_every_table_belongs_to_companies():
    for table in Base.metadata.sorted_tables:
        if table.name != "workspaces":
            (key,) = [key for key in table.c.workspace_id.foreign_keys if key.column.table.name == "workspaces"]
            assert key.ondelete == "CASCADE" and not table.c.workspace_id.nullable, table.name


def requests(slack, user):
    """For every handler one, with the other company's numbers in it."""
    theirs = Things(
        person=THEIRS["yan"], channel="C0THEIRS00", shout_outs=[slack.theirs, slack.undone], letter=slack.held,
        customer=slack.their_customer, event=slack.lost, proposal=slack.proposed, upload=slack.handed_in,
        reason=slack.their_reason, ref="O-1", url=slack.sandbox.api_url + "response/none", said=["orchid says no"],
        calls=slack.their_calls, complaints=slack.their_complaints, fixes=slack.their_fixes,
        exercises=slack.their_exercises,
    )  # fmt: skip
    yield from everything_pressed(user, theirs)
    yield from told_by_slack(user, theirs, team=OTHER, bot=THEIR_BOT)


def test_nothing_that_an_admin_here_does_touches_the_other_company(two, caplog):
    """Every handler is tried, and none of them stumbles: what they say is a no in words."""
    every, ran = heard(two.furnished.app)
    before = rows(two, of=two.there)
    for body in requests(two, IDS["dana"]):
        two.sends(body)
        assert rows(two, of=two.there) == before, body
    assert [one for one in caplog.messages if "fault id=" in one] == []
    assert [one for one in every if one not in ran] == []


def test_who_works_for_both_acts_for_the_one_they_are_in(two):
    """Ana leads there and is nobody special here: her role does not come along, nor do her limits or her record."""
    before = rows(two, of=two.there)
    assert "Only workspace admins" in two.ana.types("/cx setup")
    two.ana.types("/champion @ben for calming the renewal call")
    assert rows(two, of=two.there) == before
    said = two.sends(typed(IDS["ana"], "/champion", "me", team=OTHER))
    assert "of 5" in said.body and "1 time" not in said.body


def test_no_answer_here_tells_of_the_other_company(two):
    two.ben.types("/champion @ana for calming the renewal call")
    url = two.sandbox.api_url
    for body in requests(two, IDS["dana"]):
        said = two.sends(body)
        assert SECRET not in str(said.body) and "Orchid" not in str(said.body)
    shown = [one for one in two.workspace.traffic if one.direction != "to the bot"]
    told = json.dumps([one.request for one in shown], default=str)
    assert url and "Orchid" not in told and SECRET not in told


def test_the_other_companys_people_reach_nothing_here(two):
    two.ben.types("/champion @ana for calming the renewal call")
    before = rows(two, of=two.here)
    here_ids = {"champions.undo": "3", "champions.post": "3", "troubles.again": "1"}
    for action, value in here_ids.items():
        two.sends(pressed(THEIRS["zoe"], action, value, team=OTHER, response_url="https://hooks.slack.com/actions/x"))
    two.sends(submitted(THEIRS["zoe"], "setup.hold", until="2026-12-24", team=OTHER))
    two.sends(happened({"type": "tokens_revoked", "tokens": {"bot": [two.here.bot_user]}}, team=OTHER))
    assert rows(two, of=two.here) == before


def test_numbers_names_and_health_are_counted_for_one_company(two):
    with two.database.reading() as session:
        here, there = two.here, two.there
        start, end = two.time.now() - timedelta(days=9), two.time.now() + timedelta(days=9)
        assert champions.digest(session, here, start, end).shout_outs == 0
        assert champions.board(session, here, start, end) == []
        assert champions.digest(session, there, start, end).shout_outs == 1
        assert list(champions.export(session, here)) == []
        assert next(row["reason"] for row in champions.export(session, there)) == SECRET
        assert members.names(session, here, [THEIRS["zoe"]]) == {THEIRS["zoe"]: "a former colleague"}
        assert [one.by for one in audit.latest(session, here)] == ["operator"]
        assert rights.holders(session, here, rights.CX_LEAD) == [IDS["dana"]]
        assert outbox.find(session, here, two.held) is None
        assert not occasions.happened(session, here, "champions.digest", "C0THEIRS00", "2026-11")


def test_one_own_data_is_that_of_one_company(two):
    with two.writing() as (session, here):
        ana = person(session, here, IDS["ana"])
        parts = {"champions": two.furnished.house.rituals["champions"].rules}
        kept = erasure.belongings(session, here, ana, parts)
    assert "Orchid" not in json.dumps(kept, default=str) and rights.CX_LEAD not in json.dumps(kept, default=str)


def test_erasing_someone_here_leaves_their_other_company_alone(two):
    before = rows(two, of=two.there)
    two.ana.types("/cx my data")
    two.ana.presses("Erase")
    assert rows(two, of=two.there) == before


def test_a_company_that_goes_takes_all_of_its_rows_and_nobody_elses(two):
    kept = rows(two, of=two.here)
    with two.database.writing() as session:
        there = session.get_one(workspaces.Workspace, two.there.id)
        workspaces.remove(there, at=two.time.now() - timedelta(days=31))
    with two.database.writing() as session:
        assert erasure.forget_removed(session, at=two.time.now()) == 1
    with two.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name != "workspaces":
                where = table.c.workspace_id == two.there.id
                assert session.scalar(select(func.count()).select_from(table).where(where)) == 0, table.name
    assert rows(two, of=two.here) == kept


def test_a_company_that_left_yesterday_is_still_there_should_it_come_back(two):
    with two.database.writing() as session:
        workspaces.remove(session.get_one(workspaces.Workspace, two.there.id), at=two.time.now() - timedelta(days=29))
        assert erasure.forget_removed(session, at=two.time.now()) == 0
