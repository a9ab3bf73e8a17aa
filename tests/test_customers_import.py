"""What a file means for the ledger of customers: snapshots over time, days of their own, doubt and contradiction."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models import customers, imports, rights, workspaces
from models.customers.ledger import Customer, Event, HeadCount, Meaning, standing
from models.errors import Refusal
from models.outbox import Letter
from tests.files import NOON, take_in

AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)
FIRST = "id,name,status,mrr\n1,Acme,active,100\n2,Birch,churned,50\n3,Cedar,new,20\n4,Dune,active,70\n"


def life(session, here, ref: str) -> list[tuple[str, str]]:
    customer = customers.by_ref(session, here, ref)
    return [(event.kind, event.on.isoformat()) for event in customers.events_of(session, here, customer)]


def test_a_first_snapshot_sets_the_opening_count_and_gains_nobody_else(session, workspace):
    came = take_in(session, workspace, FIRST, on=AUGUST)
    assert came.line == ("4 rows: 4 new, 0 changed, 0 unchanged, 0 rejected. 1 gained and 1 lost on 31 August 2026.")
    assert life(session, workspace, "1") == [("here", "2026-08-31")]
    assert life(session, workspace, "2") == [("here", "2026-08-31"), ("lost", "2026-08-31")]
    assert life(session, workspace, "3") == [("gained", "2026-08-31")]
    acme, birch = (customers.by_ref(session, workspace, ref) for ref in "12")
    assert (acme.name, acme.folded, acme.value, acme.currency, acme.kind) == ("Acme", "acme", 10000, "EUR", "business")
    assert (acme.state, birch.state, birch.lost_on) == ("here", "lost", AUGUST)


def test_the_same_file_twice_changes_nothing(session, workspace):
    take_in(session, workspace, FIRST, on=AUGUST)
    before = session.scalar(select(func.count(Event.id)))
    again = take_in(session, workspace, FIRST, on=AUGUST)
    assert again.line == "4 rows: 0 new, 0 changed, 4 unchanged, 0 rejected."
    assert session.scalar(select(func.count(Event.id))) == before


def test_a_second_file_of_the_first_day_adds_to_the_opening_count(session, workspace):
    take_in(session, workspace, FIRST, on=AUGUST)
    take_in(session, workspace, "id,status\n9,active\n", on=AUGUST)
    assert life(session, workspace, "9") == [("here", "2026-08-31")]


def test_the_next_snapshot_tells_what_happened_since(session, workspace):
    take_in(session, workspace, FIRST, on=AUGUST)
    came = take_in(
        session, workspace,
        "id,name,status,mrr,since\n1,Acme,churned,100,\n2,Birch,active,50,\n4,Dune,active,90,\n"
        "5,Elm,active,10,2026-09-12\n6,Fern,active,10,2020-01-01\n",
        on=SEPTEMBER,
    )  # fmt: skip
    assert came.line == (
        "5 rows: 2 new, 3 changed, 0 unchanged, 0 rejected. 2 gained, 1 returned, 1 lost and 1 grew. "
        "1 known customer was not in this file."
    )
    assert life(session, workspace, "1")[-1] == ("lost", "2026-09-30")
    assert life(session, workspace, "2")[-1] == ("returned", "2026-09-30")
    assert life(session, workspace, "3") == [("gained", "2026-08-31")]
    assert life(session, workspace, "4")[-1] == ("grew", "2026-09-30")
    assert life(session, workspace, "5") == [("gained", "2026-09-12")]
    assert life(session, workspace, "6") == [("gained", "2026-09-30")]
    dune = customers.by_ref(session, workspace, "4")
    grew = customers.events_of(session, workspace, dune)[-1]
    assert (dune.value, grew.value, grew.change) == (9000, 9000, 2000)


def test_an_older_snapshot_is_refused_with_what_to_do(session, workspace):
    take_in(session, workspace, FIRST, on=SEPTEMBER)
    with pytest.raises(Refusal, match=r"A file of 30 September 2026 was imported already"):
        take_in(session, workspace, FIRST, on=AUGUST)


def test_whoever_leaves_keeps_the_value_they_had(session, workspace):
    take_in(session, workspace, FIRST, on=AUGUST)
    take_in(session, workspace, "id,status,mrr\n1,churned,0\n", on=SEPTEMBER)
    acme = customers.by_ref(session, workspace, "1")
    assert customers.events_of(session, workspace, acme)[-1].value == 10000
    again = take_in(session, workspace, "id,status,mrr\n1,churned,0\n", on=SEPTEMBER)
    assert again.tally["unchanged"] == 1


def test_leaving_saved_and_returned_are_told_too(session, workspace):
    take_in(session, workspace, FIRST, on=AUGUST)
    take_in(session, workspace, "id,status\n1,leaving\n4,cancelling\n2,returned\n", on=date(2026, 9, 15))
    take_in(session, workspace, "id,status\n1,saved\n4,lost\n2,active\n", on=SEPTEMBER)
    assert [kind for kind, _ in life(session, workspace, "1")] == ["here", "leaving", "saved"]
    assert [kind for kind, _ in life(session, workspace, "4")] == ["here", "leaving", "lost"]
    assert [kind for kind, _ in life(session, workspace, "2")] == ["here", "lost", "returned"]


def test_files_with_days_of_their_own_need_no_day(session, workspace):
    text = "id,signup date,cancelled on,churn reason\n1,2025-02-01,,\n2,2025-03-01,2026-04-02,Moved\n3,,2026-05-02,\n"
    came = take_in(session, workspace, text)
    assert came.line == "3 rows: 3 new, 0 changed, 0 unchanged, 0 rejected. 2 gained and 2 lost."
    assert life(session, workspace, "1") == [("gained", "2025-02-01")]
    assert life(session, workspace, "2") == [("gained", "2025-03-01"), ("lost", "2026-04-02")]
    assert life(session, workspace, "3") == [("here", "2026-05-02"), ("lost", "2026-05-02")]
    assert take_in(session, workspace, text).tally["unchanged"] == 3
    later = text.replace("2025-02-01,,", "2025-02-01,2026-06-01,").replace("2026-04-02", "")
    take_in(session, workspace, later)
    assert life(session, workspace, "1")[-1] == ("lost", "2026-06-01")
    assert life(session, workspace, "2")[-1] == ("lost", "2026-04-02")  # an old list says nothing of who came back


def test_what_cannot_be_is_rejected_with_its_line_and_what_to_do(session, workspace):
    came = take_in(
        session, workspace,
        "id,status,gained on,lost on\n1,lost,2026-05-01,2026-04-01\n2,lost,,2027-01-01\n3,prospect,,\n"
        ",lost,,2026-04-01\n5,lost,,\n6,lost,,2026-04-01\n7,here,,,x\n1.5E+12,here,,\n8,lost,1950-01-01,2026-04-01\n",
    )  # fmt: skip
    assert (came.tally["rejected"], came.tally["new"]) == (8, 1), came.rejects
    for line in (
        "2,lost on 1 April 2026, before they were gained on 1 May 2026: correct one of the days",
        "3,lost on 1 January 2027 is still to come: import it when it has happened",
        "4,it is not clear whether they are here or lost: write the state as here, new or lost",
        "5,it has no customer number",
        "6,it does not say when they were lost: fill in the day, or import with --on",
        "8,it has 5 cells where the head has 4",
        "9,a spreadsheet has shortened the customer number to 1.5E+12: format that column as text",
        "10,gained on 1 January 1950 is too long ago: correct the day",
    ):
        assert line in came.rejects.replace('"', "")


def test_a_doubtful_value_is_left_empty_and_flagged_until_a_file_says_it_better(session, workspace):
    text = "id,status,mrr,e-mail,since,phone\n1,active,lots,nobody,2999-01-01,12\n2,active,-5,a@b.example,,\n"
    held = {"value": "mrr", "since": "since", "phone": "phone"}
    came = take_in(session, workspace, text, on=AUGUST, chosen=held)
    assert came.tally["new"] == 2 and "5 doubtful values left empty." in came.line
    one, two = (customers.by_ref(session, workspace, ref) for ref in "12")
    assert one.flags == ["email", "phone", "since", "value"] and (one.value, one.email, one.since) == (None, None, None)
    assert two.flags == ["value"] and two.email == "a@b.example"
    assert take_in(session, workspace, text, on=AUGUST, chosen=held).tally["unchanged"] == 2
    take_in(session, workspace, "id,status,mrr\n1,active,40\n", on=SEPTEMBER)
    session.expire_all()
    assert (one.flags, one.value) == (["email", "phone", "since"], 4000)
    assert life(session, workspace, "1") == [("here", "2026-08-31")]  # to learn a value is no growth


def test_of_rows_with_one_number_the_last_counts(session, workspace):
    text = "id,status\n1,active\n2,active\n1,churned\n3,active\n1,active\n"
    came = take_in(session, workspace, text, on=AUGUST)
    assert came.line.startswith("5 rows: 3 new, 0 changed, 0 unchanged, 0 rejected, 2 repeated further down.")
    assert life(session, workspace, "1") == [("here", "2026-08-31")]


def test_a_name_with_accents_is_found_as_people_type_it(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, ["U0DANA0000"], by="U0DANA0000", at=NOON)
    take_in(session, workspace, "id,name,status\n1,Café Noisette,active\n", on=AUGUST)
    for typed in ("Café Noisette", "cafe noisette"):
        assert [one.ref for one in customers.called(session, workspace, people.dana, typed)] == ["1"]


def test_every_field_of_the_record_can_come_from_a_file(session, workspace, people):
    head = ("id,name,segment,owner,since,value,currency,kind,contact,phone,email,may_call,do_not_contact,in_dispute,"
            "deceased,test,state,gained_on,lost_on,reason,comment,referred\n")  # fmt: skip
    row = ("7,Acme,large,ana costa,2025-01-02,99.50,chf,consumer,Jo,+41 44 123 45 67,jo@acme.example,yes,no,yes,no,no,"
           "lost,2025-01-02,2026-03-04,Too expensive,It was a lot.,yes\n")  # fmt: skip
    take_in(session, workspace, head + row)
    acme = customers.by_ref(session, workspace, "7")
    assert (acme.name, acme.segment, acme.owner, acme.owner_said) == ("Acme", "large", people.ana.slack_id, None)
    assert (acme.since, acme.value, acme.currency, acme.kind) == (date(2025, 1, 2), 9950, "CHF", "consumer")
    assert (acme.contact, acme.phone, acme.email) == ("Jo", "+41 44 123 45 67", "jo@acme.example")
    assert (acme.may_call, acme.do_not_contact, acme.in_dispute, acme.deceased) == ("yes", False, True, False)
    gained, lost = customers.events_of(session, workspace, acme)
    assert (gained.kind, gained.referred, gained.value, gained.source) == ("gained", True, 9950, "import")
    assert (lost.reason, lost.said, lost.comment) == ("price_value", "Too expensive", "It was a lot.")


def test_an_owner_whom_slack_does_not_know_is_kept_as_said(session, workspace, people):
    text = f"id,status,owner\n1,active,Jo Stranger\n2,active,{people.ben.slack_id}\n3,active,Tom Falk\n"
    take_in(session, workspace, text, on=AUGUST)
    owners = [customers.by_ref(session, workspace, ref) for ref in "123"]
    assert [(one.owner, one.owner_said) for one in owners] == [
        (None, "Jo Stranger"), (people.ben.slack_id, None), (None, "Tom Falk"),
    ]  # fmt: skip


def test_a_file_never_brings_back_what_people_asked_to_be_left_out(session, workspace):
    take_in(session, workspace, "id,name,status,may_call,dnc\n1,Acme,active,yes,no\n2,Birch,active,yes,no\n", on=AUGUST)
    one, two = (customers.by_ref(session, workspace, ref) for ref in "12")
    one.may_call, one.do_not_contact = "no", True
    two.name, two.folded, two.erased_at = "", "", NOON
    session.flush()
    text = "id,name,status,may_call,dnc,comment\n1,Acme,active,yes,no,\n2,Birch,churned,yes,no,Bad words\n"
    take_in(session, workspace, text, on=SEPTEMBER)
    session.expire_all()
    assert (one.may_call, one.do_not_contact) == ("no", True)
    assert (two.name, two.state) == ("", "lost")
    assert [event.comment for event in customers.events_of(session, workspace, two)] == ["", ""]


def test_words_for_reasons_wait_for_a_meaning_and_count_as_other(session, workspace):
    text = "id,status,reason\n1,lost,Attitude of agents\n2,lost,attitude of  AGENTS\n3,lost,Don't know\n4,lost,\n"
    text += "5,lost,Deceased\n"
    take_in(session, workspace, text, on=AUGUST)
    rows = select(Event.reason).where(Event.kind == "lost").order_by(Event.customer_id)
    assert list(session.scalars(rows)) == ["other", "other", "unknown", "unknown", "other"]
    assert set(session.scalars(select(Meaning.said))) == {"attitude of agents", "deceased"}
    assert customers.by_ref(session, workspace, "5").deceased


def test_a_column_of_free_text_does_not_flood_the_list_of_words(session, workspace):
    rows = "".join(f"{number},lost,because of {number}\n" for number in range(1200))
    take_in(session, workspace, f"id,status,reason\n{rows}", on=AUGUST, most=500)
    assert session.scalar(select(func.count(Meaning.id))) == 1000


def test_test_customers_are_counted_nowhere(session, workspace):
    came = take_in(session, workspace, "id,status,test\n1,lost,yes\n2,lost,no\n", on=AUGUST)
    assert came.line.endswith("1 lost on 31 August 2026.")
    take_in(session, workspace, "id,status,test\n2,lost,yes\n", on=SEPTEMBER)
    assert set(session.scalars(select(Event.counted))) == {False}


def test_a_loss_that_somebody_took_back_stays_taken_back(session, workspace, people):
    take_in(session, workspace, "id,status\n1,active\n", on=AUGUST)
    take_in(session, workspace, "id,status\n1,lost\n", on=SEPTEMBER)
    customer = customers.by_ref(session, workspace, "1")
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=NOON)
    loss = customers.events_of(session, workspace, customer)[-1]
    customers.take_back(session, workspace, loss.id, by=people.dana, at=NOON)
    assert take_in(session, workspace, "id,status\n1,lost\n", on=SEPTEMBER).tally["unchanged"] == 1
    assert customer.state == "here"


def test_a_file_that_contradicts_what_was_written_down_by_hand_is_told_so(session, workspace):
    take_in(session, workspace, FIRST, on=AUGUST)
    acme = customers.by_ref(session, workspace, "1")
    customers.record(session, workspace, acme, customers.Told(kind="lost", on=SEPTEMBER), by=None, at=NOON)
    same_day = take_in(session, workspace, "id,status\n1,active\n", on=SEPTEMBER)
    assert '2,"they were written down as lost on 30 September 2026' in same_day.rejects
    assert take_in(session, workspace, "id,status\n1,lost\n", on=SEPTEMBER).tally["unchanged"] == 1


def test_a_head_count_is_written_down_with_its_day(session, workspace):
    take_in(session, workspace, FIRST, on=AUGUST, head_count=10)
    take_in(session, workspace, FIRST, on=AUGUST, head_count=12)
    counted = session.scalars(select(HeadCount)).one()
    assert (counted.on, counted.count, counted.source) == (AUGUST, 12, "import")
    with pytest.raises(Refusal, match="A head count is of a day"):
        take_in(session, workspace, FIRST, head_count=12)


def test_what_a_file_lacks_is_named_with_all_else_that_is_wrong(session, workspace):
    with pytest.raises(Refusal) as no:
        take_in(session, workspace, FIRST, on=AUGUST, chosen={"nmae": "name", "name": "Nmae"}, fixed={"kind": "dog"})
    assert len(no.value.problems) == 3
    with pytest.raises(Refusal, match="say which day the file shows"):
        take_in(session, workspace, FIRST)
    with pytest.raises(Refusal, match="--set state=here"):
        take_in(session, workspace, "id,name\n1,Acme\n", on=AUGUST)
    with pytest.raises(Refusal, match="--map id=Column"):
        take_in(session, workspace, "name,status\nAcme,lost\n", on=AUGUST)
    with pytest.raises(Refusal, match="still to come"):
        take_in(session, workspace, FIRST, on=date(2027, 1, 1))


def test_columns_chosen_once_are_remembered_for_files_of_the_same_kind(session, workspace):
    text = "Nr,Wie heißt er,Lage\n1,Acme,active\n"
    take_in(session, workspace, text, on=AUGUST, chosen={"id": "Nr", "name": "Wie heißt er", "state": "Lage"})
    again = take_in(session, workspace, text, on=AUGUST)
    assert again.plan.columns == {"id": "Nr", "name": "Wie heißt er", "state": "Lage"}
    assert again.tally["unchanged"] == 1


def test_an_import_sends_nobody_anything(session, workspace):
    take_in(session, workspace, FIRST, on=AUGUST)
    take_in(session, workspace, FIRST.replace("active", "lost"), on=SEPTEMBER)
    assert session.scalar(select(func.count(Letter.id))) == 0


def test_one_company_knows_nothing_of_another_ones_customers(session, workspace):
    other = workspaces.install(
        session, "T0OTHER000", name="Other", url="", bot_user="U0BOT", bot_id="B0", scopes=[], at=NOON
    )  # fmt: skip
    take_in(session, workspace, FIRST, on=SEPTEMBER, chosen={"segment": "name"})
    came = take_in(session, other, FIRST, on=AUGUST)
    assert came.tally["new"] == 4 and "segment" not in came.plan.columns
    assert imports.profile(session, other, "hooks", "x") == {}


STATE = st.sampled_from(["active", "churned", "new", "leaving", "returned", "saved", ""])
SNAPSHOT = st.lists(st.tuples(st.integers(1, 5), STATE, st.integers(0, 3)), min_size=1, max_size=8)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(snapshots=st.lists(SNAPSHOT, min_size=1, max_size=3))
def test_opening_and_what_happened_come_to_the_closing_count_of_a_recount(session, workspace, snapshots):
    savepoint = session.begin_nested()
    for month, rows in enumerate(snapshots, 6):
        text = "id,status,mrr\n" + "".join(f"{ref},{state},{value}\n" for ref, state, value in rows)
        came = take_in(session, workspace, text, on=date(2026, month, 28))
        tally = came.tally
        accounted = ("new", "changed", "unchanged", "rejected", "repeated")
        assert sum(tally.get(one, 0) for one in accounted) == tally["rows"] == len(rows)
    session.expire_all()
    counts = dict(session.execute(select(Event.kind, func.count()).where(standing()).group_by(Event.kind)).all())
    known = list(session.scalars(select(Customer)))
    for customer in known:
        assert customers.state_after(customers.events_of(session, workspace, customer)) == customer.state
    came_to = sum(counts.get(kind, 0) for kind in ("here", "gained", "returned")) - counts.get("lost", 0)
    assert came_to == sum(one.state in ("here", "leaving") for one in known)
    savepoint.rollback()
