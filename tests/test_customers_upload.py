"""A list of customers is handed in by Slack: looked through first, shown, agreed to, and every row accounted for."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models import imports, rights, workspaces
from models.customers import Customer, Event
from models.imports import uploads
from tests.harbour import IDS, Refused, Slack

SMALL = (
    b"Customer ID;Company;Churned;Churn reason;MRR\n"
    b"7;Acme;no;;120,50\n8;Bluebird;yes;Too expensive;80,00\n9;Cedar;yes;The elephant left;70,00\n;Nobody;no;;1,00\n"
)
ACCOUNTED = "4 rows: 3 new, 0 changed, 0 unchanged, 1 rejected. 2 lost on 18 November 2026."


@pytest.fixture
def ready(slack: Slack) -> Slack:
    """The admins have granted files:read."""
    slack.workspace.app.scopes.append("files:read")
    with slack.writing() as (_, here):
        here.scopes = sorted({*here.scopes, "files:read"})
    return slack


def upload(slack: Slack, name: str, content: bytes) -> str:
    """What Slack does when somebody chooses a file; its id."""
    encoded = base64.b64encode(content).decode()
    return str(slack.dana.does("upload", filename=name, content_base64=encoded)["file"])


def hand_in(slack: Slack, content: bytes = SMALL, name: str = "list.csv", **typed: Any) -> None:
    slack.dana.types("/customers import")
    file = upload(slack, name, content)
    slack.dana.fills("customers.hand_in", file=[file], **typed)


def message(slack: Slack) -> Any:
    """Dana's newest message that speaks of a file."""
    return slack.dana.inbox[-1]


def test_a_list_is_handed_in_shown_and_imported(ready: Slack) -> None:
    hand_in(ready)
    told = message(ready)
    assert "*3 customers*, 2 lost and 1 here on 18 November 2026. 2 reasons, 1 of them unknown to us" in told.says
    assert ACCOUNTED in told.says and told.notice == "I've read your file. Nothing is imported yet."
    assert count(ready, Customer) == 0
    ready.dana.presses("Look and import", on=told)
    assert ACCOUNTED in shown(ready) and "“Acme”, “Bluebird”, “Cedar”" in shown(ready)
    ready.dana.fills("customers.agree")
    assert "is being imported" in shown(ready)
    told, file = ready.dana.inbox[-2:]
    assert ACCOUNTED in told.says and "The row that was rejected comes as a file" in told.says
    assert "1 word from other systems waits for a meaning" in told.says and told.buttons == ["Map them"]
    attached = ready.workspace.files[file.message.files[0]]
    assert attached.name == "list-rejected.csv"
    assert attached.content.decode("utf-8-sig").splitlines()[1] == '5,it has no customer number,,Nobody,no,,"1,00"'
    assert (count(ready, Customer), count(ready, uploads.Piece)) == (3, 0)


def test_the_same_list_again_changes_nothing_and_is_known_by_its_columns(ready: Slack) -> None:
    for accounted in (ACCOUNTED, "4 rows: 0 new, 0 changed, 3 unchanged, 1 rejected."):
        hand_in(ready)
        ready.dana.presses("Look and import", on=message(ready))
        ready.dana.fills("customers.agree")
        assert accounted in ready.dana.inbox[-2].says
    assert count(ready, Customer) == 3
    with ready.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(imports.Profile)) == 1


def test_a_column_is_chosen_and_a_value_set_and_the_next_list_remembers(ready: Slack) -> None:
    content = b"Nr;Wer;Weg\n1;Acme;ja\n2;Bluebird;nein\n"
    hand_in(ready, content)
    told = message(ready)
    assert "something has to be chosen" in told.says and "--" not in told.says
    ready.dana.presses("Choose columns", on=told)
    ready.dana.fills(
        "customers.agree", column_id="0", column_name="1", column_state="2", fixed="kind=consumer\ncurrency=CHF"
    )
    assert "once more" in shown(ready)
    assert "*2 customers*, 1 lost and 1 here" in message(ready).says
    ready.dana.does("close", view=ready.dana.modal.id)
    ready.dana.presses("Look and import", on=message(ready))
    ready.dana.fills("customers.agree")
    assert "2 rows: 2 new" in message(ready).says
    with ready.database.reading() as session:
        kinds = session.execute(select(Customer.name, Customer.kind).order_by(Customer.ref)).all()
    assert [tuple(one) for one in kinds] == [("Acme", "consumer"), ("Bluebird", "consumer")]
    hand_in(ready, content.replace(b"nein", b"ja"))
    assert "*2 customers*, 2 lost and 0 here" in message(ready).says


def test_what_is_chosen_wrongly_stands_beside_its_field(ready: Slack) -> None:
    hand_in(ready)
    ready.dana.presses("Look and import", on=message(ready))
    with pytest.raises(Refused, match="chosen twice"):
        ready.dana.fills("customers.agree", column_segment="1")
    with pytest.raises(Refused, match="is no field and value"):
        ready.dana.fills("customers.agree", fixed="colour=blue", column_segment="-")
    with pytest.raises(Refused, match="still to come"):
        ready.dana.fills("customers.agree", fixed="", on="2026-11-19")
    assert message(ready).buttons == ["Look and import", "Cancel"]


def test_days_of_its_own_are_read_and_doubtful_ones_asked_for(ready: Slack) -> None:
    content = b"id,name,lost on\n1,Acme,03/04/2026\n2,Bluebird,\n"
    hand_in(ready, content, shows="dated")
    told = message(ready)
    assert "can be read in two ways: choose how its days are written" in told.says
    ready.dana.presses("Choose columns", on=told)
    ready.dana.fills("customers.agree", days="MDY")
    assert "1 lost" in message(ready).says
    ready.dana.does("close", view=ready.dana.modal.id)
    ready.dana.presses("Look and import", on=message(ready))
    ready.dana.fills("customers.agree")
    with ready.database.reading() as session:
        lost = session.scalars(select(Event.on).where(Event.kind == "lost")).all()
    assert [day.isoformat() for day in lost] == ["2026-03-04"]


def test_two_open_forms_import_once(ready: Slack) -> None:
    hand_in(ready)
    ready.dana.presses("Look and import", on=message(ready))
    body = ready.requests("press customers.look_over")
    assert body
    ready.dana.fills("customers.agree")
    assert ready.again() == 200
    done = ready.dana.inbox[-2]
    assert "Look and import" not in done.buttons and count(ready, Customer) == 3
    assert len([one for one in ready.dana.inbox if ACCOUNTED in one.says]) == 1


def test_cancelled_is_cancelled(ready: Slack) -> None:
    hand_in(ready)
    told = message(ready)
    ready.dana.presses("Look and import", on=told)
    ready.dana.presses("Cancel", on=told)
    assert "I keep nothing of it" in message(ready).says and count(ready, uploads.Piece) == 0
    with pytest.raises(Refused, match="isn't kept any more"):
        ready.dana.fills("customers.agree")
    assert count(ready, Customer) == 0


def test_only_cx_leads_import(ready: Slack) -> None:
    answer = ready.ana.types("/customers import")
    assert answer is not None and "Only CX leads" in answer.says and ready.ana.modal is None
    hand_in(ready)
    told = message(ready)
    ready.dana.presses("Look and import", on=told)
    with ready.writing() as (session, here):
        rights.take_away(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=ready.time.now())
    with pytest.raises(Refused, match="Only CX leads"):
        ready.dana.fills("customers.agree")
    assert count(ready, Customer) == 0


def test_the_button_stands_in_the_home_of_those_who_can_use_it(ready: Slack) -> None:
    assert "Import a list" in ready.dana.opens_home().buttons
    assert "Import a list" not in ready.ana.opens_home().buttons
    ready.dana.presses("Import a list")
    assert ready.dana.modal.callback_id == "customers.hand_in"


def test_without_the_scope_it_says_how_else(slack: Slack) -> None:
    assert "Import a list" not in slack.dana.opens_home().buttons
    slack.dana.types("/customers import")
    assert "files:read" in shown(slack) and "python -m bot import customers" in shown(slack)


def test_a_scope_that_was_lost_on_the_way_is_told(ready: Slack) -> None:
    ready.dana.types("/customers import")
    file = upload(ready, "list.csv", SMALL)
    ready.workspace.app.scopes.remove("files:read")
    ready.dana.fills("customers.hand_in", file=[file])
    assert "a workspace admin has to grant me files:read" in message(ready).says


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("list.csv", b"\n\n", "The file is empty"),
        ("list.csv", b"%PDF-1.7 nothing", "This is a PDF"),
        ("list.xlsx", b"PK\x03\x04 nothing", "This is a packed file"),
        ("list.csv", b"<!DOCTYPE html><html><table>", "Slack did not let me have it"),
        ("list.csv", b"id,id\n1,2\n", "Several columns are called “id”"),
    ],
)
def test_what_is_no_list_is_told_and_changes_nothing(ready: Slack, name: str, content: bytes, says: str) -> None:
    hand_in(ready, content, name)
    assert says in message(ready).says and "nothing was changed" in message(ready).says
    assert (count(ready, Customer), count(ready, uploads.Piece)) == (0, 0)
    ready.dana.presses("Choose another file", on=message(ready))
    assert ready.dana.modal.callback_id == "customers.hand_in"


def test_the_form_asks_for_one_list_of_the_right_kind(ready: Slack) -> None:
    ready.dana.types("/customers import")
    wrong, empty = upload(ready, "list.pdf", b"x"), upload(ready, "list.csv", b"")
    with pytest.raises(Refused, match="not one of"):
        ready.dana.fills("customers.hand_in", file=[wrong])
    with pytest.raises(Refused, match="That file is empty"):
        ready.dana.fills("customers.hand_in", file=[empty])
    with pytest.raises(Refused, match="still to come"):
        ready.dana.fills("customers.hand_in", file=[upload(ready, "list.csv", SMALL)], on="2026-11-19")
    with pytest.raises(Refused, match="Choose the day"):
        ready.dana.fills("customers.hand_in", on=None)
    assert count(ready, uploads.Upload) == 0


def test_a_long_list_goes_on_where_it_broke_off_and_says_how_far_it_is(
    ready: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = b"".join(b"%d,Customer %d,%s\n" % (n, n, b"yes" if n % 3 else b"no") for n in range(4500))
    hand_in(ready, b"id,name,churned\n" + rows, "long.csv")
    assert "*4,500 customers*, 3,000 lost and 1,500 here" in message(ready).says
    advance, calls = imports.advance, 0

    def once_in_trouble(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        ready.time.set(ready.time.now() + timedelta(seconds=10))
        told = advance(*args, **named)
        if calls == 2:
            raise RuntimeError("the process was in trouble")
        return told

    monkeypatch.setattr(imports, "advance", once_in_trouble)
    ready.dana.presses("Look and import", on=message(ready))
    ready.dana.fills("customers.agree")
    ready.deliver()
    assert "4,500 rows: 4,500 new, 0 changed, 0 unchanged, 0 rejected. 3,000 lost" in message(ready).says
    assert (count(ready, Customer), calls) == (4500, 5)
    told = [str(one.request) for one in ready.requests("chat.update")]
    assert any("4,000 of 4,500 rows" in one for one in told)


def test_the_real_list_comes_in_whole(ready: Slack, shared: Path) -> None:
    """7,043 customers of a telephone company, as shared/data has them."""
    file = shared / "data/telco_customers.csv"
    if not file.is_file():
        pytest.skip(f"needs {file}")
    hand_in(ready, file.read_bytes(), "telco_customers.csv", on="2026-09-30")
    told = message(ready)
    assert "*7,043 customers*, 1,869 lost and 5,174 here on 30 September 2026. 20 reasons" in told.says
    ready.dana.presses("Look and import", on=told)
    ready.dana.fills("customers.agree")
    accounted = "7,043 rows: 7,043 new, 0 changed, 0 unchanged, 0 rejected. 1,869 lost on 30 September 2026."
    assert accounted in message(ready).says
    assert count(ready, Customer) == 7043


def shown(slack: Slack) -> str:
    """What stands in Dana's open form, hints and all."""
    return str(slack.dana.modal.blocks)


def count(slack: Slack, table: Any) -> int:
    with slack.database.reading() as session:
        here = workspaces.find(session, slack.here.team_id)
        assert here is not None
        return session.scalar(select(func.count()).select_from(table).where(table.workspace_id == here.id)) or 0
