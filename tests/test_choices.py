"""A setting is declared once: from there come its form, its errors, its row and its line in the audit log."""

import dataclasses
import json
from dataclasses import dataclass
from typing import get_args

import pytest
from sqlalchemy import select

from models import audit, choices, workspaces
from models.choices import Choice
from models.errors import Refusal
from tests.envelopes import submitted
from tests.harbour import IDS, Refused

CARE, NEWS = "C0CARE0000", "C0NEWS0000"


@dataclass(frozen=True, kw_only=True)
class Every(choices.Choices):
    """One setting of every kind."""

    ritual = "every"
    feed: str = choices.channel("Feed")
    loud: bool = choices.yes_no("Loud", default=True)
    day: str = choices.one_of("Day", ("first Monday", "last Friday"), default="last Friday")
    at: str = choices.time_of_day("Time", default="16:00")
    most: int = choices.whole("Most", default=10, least=1, most=100)
    values: tuple[str, ...] = choices.words("Values", default=("courage",), most=3)
    link: str = choices.address("Link", help="With {id} in it.")
    reader: str = choices.person("Reader")


def write(session, here, **typed):
    choices.write(session, here, Every, typed, by="U0DANA0000", at=here.installed_at)
    return choices.read(session, here, Every)


# --- the rule ---------------------------------------------------------------------------------------


def test_before_anything_is_chosen_the_defaults_hold_and_the_ritual_is_off(session, workspace):
    own = choices.read(session, workspace, Every)
    assert own == Every() and own.on is False and own.channels == ()


GOOD = [
    ("loud", "no", False), ("loud", " YES ", True), ("loud", False, False), ("loud", "off", False),
    ("day", "FIRST monday", "first Monday"), ("at", "9:05", "09:05"), ("at", " 23:59 ", "23:59"),
    ("at", "00:00", "00:00"),
    ("most", "1", 1), ("most", 100, 100), ("most", " 7 ", 7), ("values", "#Courage, craft craft", ("courage", "craft")),
    ("values", "été\nsmörgås", ("été", "smörgås")), ("feed", "", ""), ("feed", f"<#{CARE}|care>", CARE),
    ("link", " https://crm.example/c/{id}?tab=1 ", "https://crm.example/c/{id}?tab=1"), ("link", "", ""),
    ("reader", "U0BEN00000", "U0BEN00000"), ("reader", "<@U0BEN00000|ben>", "U0BEN00000"), ("reader", "", ""),
    ("channels", f"{CARE}, {NEWS} {CARE}", (CARE, NEWS)), ("channels", [], ()), ("channels", "", ()),
]  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "kept"), GOOD)
def test_what_is_meant_is_kept_however_it_is_written(session, workspace, field, typed, kept):
    assert getattr(write(session, workspace, **{field: typed}), field) == kept


BAD = [
    ("loud", "perhaps", "yes or no"), ("loud", "", "yes or no"), ("day", "someday", "first Monday, last Friday"),
    ("at", "25:00", "09:00"), ("at", "9", "09:00"), ("at", "09:60", "09:00"), ("at", "", "09:00"),
    ("at", "09:00:30", "09:00"), ("most", "0", "from 1 to 100"), ("most", "101", "from 1 to 100"),
    ("most", "many", "from 1 to 100"), ("most", "1.5", "from 1 to 100"), ("most", "", "from 1 to 100"),
    ("most", "9" * 400, "from 1 to 100"), ("values", "", "one to 3"), ("values", "a b c d", "one to 3"),
    ("values", "two-words! <b>", "letters, digits"), ("values", "x" * 31, "up to 30"), ("feed", "#care", "by its id"),
    ("feed", "D0DIRECT00", "by its id"), ("channels", "general", "by its id"), ("on", "maybe", "yes or no"),
    ("reader", "ben", "by their id"), ("reader", CARE, "by their id"),
    ("link", "crm.example/{id}", "begins with https://"), ("link", "javascript:alert(1)", "begins with https://"),
    ("link", "https://crm.example/<b>", "begins with https://"), ("link", "https://two words.example", "https://"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "says"), BAD)
def test_what_can_not_be_meant_is_refused_with_what_would_do(session, workspace, field, typed, says):
    with pytest.raises(Refusal) as refused:
        write(session, workspace, **{field: typed})
    assert list(refused.value.fields) == [field] and says in refused.value.fields[field]
    assert choices.read(session, workspace, Every) == Every()


def test_every_problem_is_said_at_once_and_the_good_ones_wait_for_the_rest(session, workspace):
    with pytest.raises(Refusal) as refused:
        write(session, workspace, at="noon", most="many", day="first Monday", nonsense="1")
    assert set(refused.value.fields) == {"at", "most", "nonsense"}
    assert "every has no setting" in refused.value.fields["nonsense"]
    assert choices.read(session, workspace, Every).day == "last Friday"


def test_every_kind_of_field_is_tried_here():
    tried = {choices.fields(Every)[name].kind for name, *_ in GOOD} & {
        choices.fields(Every)[name].kind for name, *_ in BAD
    }
    assert tried == set(get_args(choices.Kind))


@pytest.mark.parametrize("field", ["feed", "channels"])
@pytest.mark.parametrize(("what", "says"), [("shared", "shared with another company"), ("archived", "archived")])
def test_a_shared_or_archived_channel_is_refused(session, workspace, field, what, says):
    at = workspace.installed_at
    workspaces.remember_channel(session, workspace, CARE, at=at, name="care", **{what: True})
    with pytest.raises(Refusal, match=says):
        write(session, workspace, **{field: CARE})


def test_only_a_colleague_can_be_chosen(session, workspace, people):
    people.ben.guest = True
    with pytest.raises(Refusal, match="choose a colleague"):
        write(session, workspace, reader=people.ben.slack_id)
    assert write(session, workspace, reader=people.ana.slack_id).reader == people.ana.slack_id


def test_a_change_is_in_the_audit_log_and_what_stays_leaves_no_trace(session, workspace):
    write(session, workspace, most="7", at="16:00")
    write(session, workspace, most=7)
    (line,) = audit.latest(session, workspace)
    assert (line.act, line.about, line.by) == ("setting changed", "every.most", "U0DANA0000")
    assert line.detail == {"was": "10", "now": "7"}
    assert [row.field for row in session.scalars(select(Choice))] == ["most"]


def test_a_row_of_a_setting_that_is_gone_is_passed_over(session, workspace):
    at = workspace.installed_at
    session.add(Choice(workspace_id=workspace.id, ritual="every", field="bygone", value=1, by="x", at=at))
    assert choices.read(session, workspace, Every) == Every()


def test_what_is_printed_can_be_typed_again(session, workspace):
    own = write(session, workspace, feed=CARE, loud="no", values="a b", channels=[CARE, NEWS])
    again = {name: choices.show(getattr(own, name)) for name in choices.fields(Every)}
    assert write(session, workspace, **again) == own


# --- in Slack ---------------------------------------------------------------------------------------


def declared(slack):
    return slack.furnished.house.rituals["champions"].rules.Choices


def own(slack):
    with slack.writing() as (session, here):
        return choices.read(session, here, declared(slack))


def test_the_form_has_every_declared_field_with_its_value_and_help(slack):
    slack.dana.types("/champion settings")
    inputs = {block["block_id"]: block for block in slack.dana.modal.blocks if block["type"] == "input"}
    fields = {name: field for name, field in choices.fields(declared(slack)).items() if name != "on"}
    assert list(inputs) == list(fields)
    for name, field in fields.items():
        assert inputs[name]["label"]["text"] == field.label
        assert not field.help or inputs[name]["hint"]["text"] == field.help
    assert "last working day" in json.dumps(inputs["digest_day"]["element"]).lower()


def test_what_is_saved_in_the_form_is_chosen(slack):
    slack.dana.types("/champion settings")
    slack.dana.fills(
        "choices.keep", per_day="3", digest="no", digest_time="09:30", values="kindness, craft", channels=["care"]
    )
    chosen = own(slack)
    assert (chosen.per_day, chosen.digest, chosen.digest_time) == (3, False, "09:30")
    assert (chosen.values, chosen.channels) == (("kindness", "craft"), (CARE,))
    with slack.writing() as (session, here):
        assert {line.by for line in audit.latest(session, here, 5)} == {IDS["dana"]}


def test_the_form_as_it_opened_can_be_saved_and_changes_nothing(slack):
    before = own(slack)
    slack.dana.types("/champion settings")
    slack.dana.fills("choices.keep")
    assert own(slack) == before
    with slack.writing() as (session, here):
        assert [line.act for line in audit.latest(session, here)] == ["role given"]


def test_a_web_address_is_typed_into_a_line_that_may_stay_empty(slack):
    slack.dana.types("/customers settings")
    (line,) = [block for block in slack.dana.modal.blocks if block.get("block_id") == "link"]
    assert line["optional"] and line["element"]["type"] == "plain_text_input" and "{id}" in line["hint"]["text"]
    with pytest.raises(Refused, match="begins with https://"):
        slack.dana.fills("choices.keep", link="crm.example/{id}")
    slack.dana.fills("choices.keep", link="https://crm.example/{id}")
    with slack.writing() as (session, here):
        kept = choices.read(session, here, slack.furnished.house.rituals["customers"].rules.Choices)
    assert kept.link == "https://crm.example/{id}"
    slack.dana.types("/customers settings")
    assert "https://crm.example/{id}" in json.dumps(slack.dana.modal.blocks)


def test_errors_stand_under_their_fields(slack):
    body = submitted(
        IDS["dana"], "choices.keep", {"ritual": "champions"}, per_day="1000", values="!", digest_time="late"
    )
    said = json.loads(slack.sends(body).body)
    assert set(said["errors"]) == {"per_day", "values", "digest_time"}
    assert "from 1 to 100" in said["errors"]["per_day"]


def test_a_channel_that_nobody_heard_of_is_looked_at_before_it_is_taken(slack):
    """It is shared, but the bot never saw it: it asks first."""
    slack.workspace.act(IDS["dana"], "share", channel=CARE)
    with slack.writing() as (session, here):
        session.delete(workspaces.channel(session, here, CARE))
    slack.dana.types("/champion settings")
    with pytest.raises(Refused, match="shared with another company"):
        slack.dana.fills("choices.keep", channels=["care"])


@pytest.mark.parametrize("how", ["/champion settings", "/cx champion settings"])
@pytest.mark.parametrize("who", ["ben", "noor"])
def test_only_admins_and_cx_leads_open_it(slack, how, who):
    said = getattr(slack, who).types(how)
    assert said is not None and getattr(slack, who).modal is None


@pytest.mark.parametrize("who", ["dana", "priya"])
def test_an_admin_and_a_cx_lead_do_open_it(slack, who):
    person = getattr(slack, who)
    person.types("/cx champion settings")
    assert person.modal.callback_id == "choices.keep"


def test_no_ritual_starts_by_itself(slack):
    for ritual in slack.furnished.house.rituals.values():
        assert dataclasses.fields(ritual.rules.Choices)[0].name == "on" and ritual.rules.Choices().on is False
