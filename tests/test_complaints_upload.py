"""A list of complaints is handed in by Slack: looked through first, shown, agreed to, and every row accounted for."""

import base64

import pytest
from sqlalchemy import func, select

from models.complaints import Complaint
from models.imports import uploads
from tests.envelopes import pressed
from tests.files import workbook
from tests.harbour import Refused

SMALL = (
    b"Ticket;Complaint;Received;Stage;Category;Status\n"
    b"7;The second invoice is wrong;2026-11-02;pay;billing;Open\n8;Nobody called back;2026-11-03;help;handling;Solved\n"
    b"9;When was it?;;;;\n"
)
ACCOUNTED = "3 rows: 2 new, 0 changed, 0 unchanged, 1 rejected. 1 of the new ones is open."


@pytest.fixture
def ready(slack):
    """The admins have granted files:read."""
    slack.workspace.app.scopes.append("files:read")
    with slack.writing() as (_, here):
        here.scopes = sorted({*here.scopes, "files:read"})
    return slack


def hand_in(slack, content=SMALL, name="tickets.csv"):
    slack.dana.types("/complaint import")
    encoded = base64.b64encode(content).decode()
    file = str(slack.dana.does("upload", filename=name, content_base64=encoded)["file"])
    slack.dana.fills("complaints.hand_in", file=[file])
    return slack.dana.inbox[-1]


def count(slack, table):
    with slack.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_list_is_handed_in_shown_and_imported(ready):
    told = hand_in(ready)
    assert "*3 complaints*, 1 open and 2 closed" in told.says and ACCOUNTED in told.says
    assert count(ready, Complaint) == 0
    ready.dana.presses("Look and import", on=told)
    ready.dana.fills("complaints.consent")
    told, file = ready.dana.inbox[-2:]
    assert ACCOUNTED in told.says and "comes as a file" in told.says
    attached = ready.workspace.files[file.message.files[0]]
    assert "it does not say when it came in" in attached.content.decode("utf-8-sig")
    assert (count(ready, Complaint), count(ready, uploads.Piece)) == (2, 0)
    assert not ready.channel("care").posts
    told = hand_in(ready)
    assert "3 rows: 0 new, 0 changed, 2 unchanged, 1 rejected." in told.says
    ready.dana.presses("Cancel", on=told)
    assert "I keep nothing of it" in ready.dana.inbox[-1].says


def test_a_workbook_is_read_and_a_value_set_for_every_row(ready):
    content = workbook(("Case", "Narrative", "Opened"), ("1", "Too slow", "2026-11-02"))
    told = hand_in(ready, content, "cases.xlsx")
    assert "1 waits for a stage" in told.says
    ready.dana.presses("Look and import", on=told)
    ready.dana.fills("complaints.consent", fixed="stage=use\nsystem=desk")
    told = ready.dana.inbox[-1]
    assert "1 waits for a stage" not in told.says
    ready.dana.does("close", view=ready.dana.modal.id)
    ready.dana.presses("Look and import", on=told)
    ready.dana.fills("complaints.consent")
    with ready.database.reading() as session:
        one = session.scalars(select(Complaint)).one()
    assert (one.stage, one.origin) == ("use", "import desk")


def test_only_cx_leads_import_and_without_the_scope_it_says_how_else(slack):
    answer = slack.ana.types("/complaint import")
    assert answer is not None and "Only CX leads" in answer.says and slack.ana.modal is None
    slack.dana.types("/complaint import")
    assert "python -m bot import complaints" in str(slack.dana.modal.blocks)


def test_another_rituals_file_is_not_taken(ready):
    ready.dana.types("/customers import")
    encoded = base64.b64encode(b"id,name,churned\n1,Acme,no\n").decode()
    file = str(ready.dana.does("upload", filename="list.csv", content_base64=encoded)["file"])
    ready.dana.fills("customers.hand_in", file=[file])
    value = '{"upload": 1, "letter": 1}'
    ready.sends(pressed(ready.dana.id, "complaints.look_over", value))
    assert ready.dana.modal is None or ready.dana.modal.callback_id != "complaints.consent"


def test_the_form_asks_for_one_list_of_the_right_kind(ready):
    ready.dana.types("/complaint import")
    encoded = base64.b64encode(b"").decode()
    empty = str(ready.dana.does("upload", filename="tickets.csv", content_base64=encoded)["file"])
    with pytest.raises(Refused, match="That file is empty"):
        ready.dana.fills("complaints.hand_in", file=[empty])
    assert count(ready, uploads.Upload) == 0


def test_home_leads_there_for_cx_leads_and_nobody_else(ready):
    slack = ready
    slack.ben.opens_home()
    assert "complaints.bring" not in str(slack.ben.home.blocks)
    slack.dana.opens_home()
    assert "complaints.bring" in str(slack.dana.home.blocks)
