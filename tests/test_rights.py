"""Who may do what: nobody anything that is not written down, whichever button they get hold of."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from handlers import refusals
from models import audit, members, outbox, rights
from models.errors import Refusal
from models.outbox import HELD, Letter
from tests.envelopes import everything, person, pressed, submitted, typed
from tests.harbour import IDS
from tests.test_names import listeners

STRANGER, UNKNOWN = "U0STRANGER", "U0NOBODY00"
OUTSIDERS = {
    "a guest": IDS["noor"], "somebody who left": IDS["tom"], "a bot": IDS["train"], "a stranger": STRANGER,
    "somebody unknown": UNKNOWN,
}  # fmt: skip
WITHOUT_A_ROLE = {**OUTSIDERS, "a plain member": IDS["ben"]}
CHAMPIONS = {"ritual": "champions"}
ANSWERS = {
    "leads": [IDS["ben"]], "leaders": [IDS["ben"]], "channels": ["C0CARE0000"], "zone": "UTC", "country": "US",
    "first": "=champions", "champions.rank": "=no",
}  # fmt: skip

# everything that the machinery's handlers answer to, with contents that would change something
BUTTONS = {
    "choices.open": "champions", "choices.start": "champions", "choices.stop": "champions", "setup.open": "",
    "setup.roles": "", "setup.days_off": "", "setup.pause": "", "setup.resume": "", "troubles.there": "held",
    "troubles.again": "held",
}  # fmt: skip
FORMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "choices.keep": (CHAMPIONS, {"per_day": "3"}),
    "choices.check": (CHAMPIONS, {"channels": ["C0CARE0000"]}),
    "choices.begin": ({**CHAMPIONS, "channels": ["C0CARE0000"]}, {}),
    "setup.keep": ({}, ANSWERS),
    "setup.assign": ({}, {"leads": [IDS["ben"]], "leaders": []}),
    "setup.paste": ({}, {"zone": "UTC", "country": "US", "days_off": "2026-12-24"}),
    "setup.hold": ({}, {"until": "2026-12-01"}),
}  # fmt: skip
COMMANDS = [
    ("/cx", "setup"), ("/cx", "roles"), ("/cx", "pause"), ("/cx", "resume"), ("/champion", "settings"),
    ("/cx", "champion settings"),
]  # fmt: skip


@pytest.fixture
def house(slack):
    """A stranger whom Slack told us about, a pause that could be ended, a letter that waits for a word."""
    with slack.writing() as (session, here):
        now = slack.time.now()
        members.remember(session, here, {"id": STRANGER, "real_name": "Kim Elsewhere", "team_id": "T0AGENCY00"}, at=now)
        here.paused_until = now.replace(year=2027)
        letter = outbox.post(session, here, "C0CARE0000", "setup.resumed", at=now)
        letter.status = HELD
    slack.held = str(letter.id)
    return slack


def state(slack):
    with slack.writing() as (session, _):
        return everything(session)


def forms_shown(slack):
    shown = [one for one in slack.requests("views.") if "open" in one.what or "push" in one.what]
    return [one for one in shown if "That didn't work" not in str(one.__dict__)]


# --- the rule ---------------------------------------------------------------------------------------


def test_every_act_is_refused_to_everyone_who_is_not_named_for_it(session, workspace, people):
    at = workspace.installed_at
    rights.give(session, workspace, rights.CX_LEAD, [people.chloe.slack_id], by="operator", at=at)
    rights.give(session, workspace, rights.LEADER, [people.kareem.slack_id], by="operator", at=at)
    allowed = {
        act: {name for name, person in vars(people).items() if rights.may(session, workspace, person, act)}
        for act in rights.ALLOWED
    }
    everyone = {"ana", "ben", "chloe", "dana", "kareem", "priya"}
    run = {"chloe", "dana", "priya"}
    assert allowed == {
        "take part": everyone, "change settings": run, "change roles": run, "pause": run, "see health": run,
        "remove": run, "read words": {"chloe"}, "export all": {"chloe"}, "record customers": {"chloe", "kareem"},
        "see customers": {"chloe", "kareem"}, "look after customers": {"chloe"},
        "look after exercises": {"chloe"}, "steer fixes": {"chloe", "kareem"}, "decide on rules": {"chloe", "kareem"},
    }  # fmt: skip


@pytest.mark.parametrize("act", ["", "everything", "Take part", "change settings ", "export"])
def test_an_act_that_nobody_wrote_down_is_refused_even_to_admins(session, workspace, people, act):
    rights.give(session, workspace, rights.CX_LEAD, [people.dana.slack_id], by="operator", at=workspace.installed_at)
    assert not rights.may(session, workspace, people.dana, act)
    with pytest.raises(Refusal):
        rights.require(session, workspace, people.dana, act)


def test_every_act_has_words_for_those_who_may_not(session, workspace, people):
    assert rights.NO.keys() == rights.ALLOWED.keys()


def test_a_role_is_worth_nothing_once_its_holder_is_no_colleague(session, workspace, people):
    rights.give(session, workspace, rights.CX_LEAD, [people.ben.slack_id], by="operator", at=workspace.installed_at)
    for field in ("gone", "guest", "stranger", "bot"):
        setattr(people.ben, field, True)
        assert rights.roles_of(session, workspace, people.ben) == set()
        setattr(people.ben, field, False)
    assert rights.may(session, workspace, people.ben, "read words")


@pytest.mark.parametrize("name", ["noor", "tom", "lunchtrain"])
def test_nobody_from_outside_is_given_a_role(session, workspace, people, name):
    person = getattr(people, name)
    with pytest.raises(Refusal, match="not a full member"):
        rights.give(session, workspace, rights.CX_LEAD, [person.slack_id], by="operator", at=workspace.installed_at)
    assert rights.holders(session, workspace, rights.CX_LEAD) == []


def test_there_are_no_other_roles(session, workspace, people):
    for role in ("admin", "member", "", "CX lead"):
        with pytest.raises(Refusal, match="There is no role"):
            rights.give(session, workspace, role, [people.ben.slack_id], by="operator", at=workspace.installed_at)


# --- who looks after the machinery ------------------------------------------------------------------


def test_the_stewards_are_the_leads_then_the_installer_then_the_admins(session, workspace, people):
    at = workspace.installed_at
    admins = [people.dana.slack_id, people.priya.slack_id]
    assert rights.stewards(session, workspace) == admins
    workspace.installer = people.priya.slack_id
    assert rights.stewards(session, workspace) == [people.priya.slack_id]
    rights.give(session, workspace, rights.CX_LEAD, [people.ben.slack_id], by="operator", at=at)
    assert rights.stewards(session, workspace) == [people.ben.slack_id]
    people.ben.gone = True
    assert rights.stewards(session, workspace) == [people.priya.slack_id]
    people.priya.gone = True
    assert rights.stewards(session, workspace) == [people.dana.slack_id]


# --- roles given in Slack ---------------------------------------------------------------------------


@pytest.mark.parametrize("giver", ["priya", "dana"])
def test_an_admin_and_a_cx_lead_give_roles(slack, giver):
    person = getattr(slack, giver)
    person.types("/cx roles")
    person.fills("setup.assign", leads=[slack.dana, slack.ben], leaders=[slack.chloe])
    with slack.writing() as (session, here):
        assert rights.holders(session, here, rights.CX_LEAD) == [IDS["dana"], IDS["ben"]]
        assert rights.holders(session, here, rights.LEADER) == [IDS["chloe"]]
        noted = [(one.act, one.about, one.by, one.detail["member"]) for one in audit.latest(session, here, 2)]
    assert sorted(noted) == [
        ("role given", "cx-lead", person.id, IDS["ben"]), ("role given", "leader", person.id, IDS["chloe"]),
    ]  # fmt: skip


def test_a_lead_who_is_taken_out_can_do_nothing_more(slack):
    slack.priya.types("/cx roles")
    slack.priya.fills("setup.assign", leads=[slack.ben], leaders=[])
    slack.priya.types("/cx roles")
    slack.priya.fills("setup.assign", leads=[], leaders=[])
    assert "Only workspace admins and CX leads" in slack.ben.types("/cx setup")


# --- every button and form, pressed by everyone who may not -----------------------------------------


def test_the_lists_above_leave_nothing_out():
    kinds = {"action": set(BUTTONS), "view": set(FORMS)}
    for kind, listed in kinds.items():
        asked = {one.asked for one in listeners() if one.kind == kind and one.file in ("choices", "setup", "troubles")}
        assert asked == listed


@pytest.mark.parametrize("who", WITHOUT_A_ROLE)
def test_nobody_without_a_role_changes_anything(house, who):
    before = state(house)
    user = WITHOUT_A_ROLE[who]
    for action, value in BUTTONS.items():
        for where in ({}, {"response_url": house.sandbox.api_url + "response/none"}, {"view": "V0SOME"}):
            said = house.sends(pressed(user, action, house.held if value == "held" else value, **where))
            assert said.status == 200
    for callback, (meta, fields) in FORMS.items():
        said = house.sends(submitted(user, callback, meta, **fields))
        assert json.loads(said.body)["response_action"] in ("errors", "push"), callback
    assert state(house) == before
    assert forms_shown(house) == []


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_is_no_colleague_takes_no_part(house, who):
    shout_out = house.ben.types("/champion @ana for calming the renewal call")
    assert shout_out
    before, user = state(house), OUTSIDERS[who]
    postcard = submitted(
        user, "champions.send", {"channel": "C0CARE0000"}, people=[IDS["ana"]], reason="for everything", value=None
    )
    for body in (
        postcard, pressed(user, "champions.postcard"), pressed(user, "champions.undo", "1"),
        pressed(user, "champions.post", "1"), typed(user, "/champion", f"<@{IDS['ana']}> for everything"),
        typed(user, "/champion", "top"), typed(user, "/champion", "me"), typed(user, "/champion"),
    ):  # fmt: skip
        assert house.sends(body).status == 200
    assert state(house) == before
    assert forms_shown(house) == []


def test_a_colleague_undoes_or_posts_nobody_elses_shout_out(house):
    house.ben.types("/champion @ana for calming the renewal call")
    before = state(house)
    for action in ("champions.undo", "champions.post"):
        house.sends(pressed(IDS["chloe"], action, "1"))
    assert state(house) == before


@pytest.mark.parametrize(("command", "text"), COMMANDS, ids=lambda text: text.replace("/", ""))
def test_the_words_of_commands_are_guarded_as_the_buttons_are(house, command, text):
    before = state(house)
    for user in WITHOUT_A_ROLE.values():
        said = json.loads(house.sends(typed(user, command, text)).body)
        assert said["response_type"] == "ephemeral"
    assert state(house) == before
    assert forms_shown(house) == []


def test_what_was_opened_with_a_role_can_not_be_sent_without_it(slack):
    slack.dana.types("/champion settings")
    with slack.writing() as (session, here):
        rights.take_away(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=slack.time.now())
        person(session, here, IDS["dana"]).admin = False
    with pytest.raises(AssertionError, match="Only workspace admins"):
        slack.dana.fills("choices.keep", per_day="3")


def test_a_letter_is_not_delivered_to_who_lost_the_right_meanwhile(slack):
    with slack.writing() as (session, here):
        outbox.dm(session, here, IDS["ben"], "setup.resumed", at=slack.time.now(), needs="see health")
    slack.deliver()
    with slack.writing() as (session, _):
        letter = session.scalars(select(Letter).where(Letter.user == IDS["ben"])).one()
        assert (letter.status, letter.reason) == ("parked", "not_allowed")
    assert slack.ben.inbox == []


# --- people from outside ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "help", "top", "me", "settings", "@ana for the call", "champion help", "my data"])
@pytest.mark.parametrize("command", ["/champion", "/cx"])
def test_a_guest_who_types_a_command_gets_a_kind_private_answer(house, command, text):
    said = json.loads(house.sends(typed(IDS["noor"], command, text)).body)
    assert said["response_type"] == "ephemeral"
    words = json.dumps(said)
    assert "guest" in words and "Home tab" in words and "Harbour" in words
    assert not any(digit in words for digit in "3456789")  # no numbers of anybody's


def test_a_stranger_is_sent_to_their_own_admins(house):
    said = house.sends(typed(STRANGER, "/champion", "help")).body
    assert "Your own admins" in said and "ephemeral" in said


def test_a_person_of_a_company_that_never_installed_us_is_answered_in_private(house):
    before = state(house)
    said = json.loads(house.sends(typed("U0ELSEWHERE", "/champion", "@ana for it", team="T0ELSEWHERE")).body)
    assert said["response_type"] == "ephemeral" and "invite me" in json.dumps(said)
    for body in (
        pressed("U0ELSEWHERE", "setup.open", team="T0ELSEWHERE", response_url="https://elsewhere.example/x"),
        submitted("U0ELSEWHERE", "setup.assign", {}, team="T0ELSEWHERE", leads=["U0ELSEWHERE"], leaders=[]),
    ):
        assert house.sends(body).status == 200
    assert state(house) == before


def test_a_refusal_names_every_problem_once():
    refusal = Refusal("Nobody is named.", fields={"people": "Choose people.", "reason": "Say why."})
    assert refusals.told(refusal)["problems"] == ["Nobody is named.", "Choose people.", "Say why."]
