"""No surface shows a customer's name, contact or words to whom the rule excludes, and no notice shows them at all."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import choices, customers, members, rights
from models.customers.ledger import NAMES, Customer, Event, Proposal
from models.customers.sight import SURFACES
from tests.customer_house import ALL_OF_ACME, furnish, number
from tests.envelopes import person, pressed, submitted, typed
from tests.harbour import IDS

WORDS = "drove them mad with invoices"
NORTH = "Acme Retail North"  # nobody's own, gained this week
SECRETS = (*ALL_OF_ACME, WORDS)
PEOPLE = ("dana", "grace", "ben", "chloe", "priya", "noor")


# --- the rule, in any company -----------------------------------------------------------------------


@given(
    roles=st.dictionaries(st.sampled_from(["ana", "ben", "priya", "noor", "tom"]), st.sampled_from(rights.ROLES)),
    owner=st.sampled_from(["ana", "ben", "noor", None]), names=st.sampled_from(NAMES),
)  # fmt: skip
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_rule_and_its_condition_say_the_same_of_everybody(session, workspace, people, roles, owner, names):
    point, at = session.begin_nested(), workspace.installed_at
    session.info.pop("choices", None)
    for name, role in roles.items():
        session.add(rights.Role(workspace_id=workspace.id, role=role, member=getattr(people, name).slack_id))
    choices.write(session, workspace, customers.Choices, {"names": names}, by="operator", at=at)
    session.info.pop("choices", None)
    one = customers.take_in(session, workspace, "Acme Retail", kind="business", at=at)
    one.owner = getattr(people, owner).slack_id if owner else None
    session.flush()
    for name, who in vars(people).items():
        sees = customers.sees(session, workspace, who, one)
        assert (
            sees
            == (customers.look(session, workspace, who, "acme") == [one])
            == bool(customers.called(session, workspace, who, "ACME retail"))
        )
        reads = roles.get(name) in rights.ROLES or names == NAMES[1] or owner == name
        assert sees == (who.colleague and reads)
    point.rollback()
    session.info.pop("choices", None)


# --- every surface ----------------------------------------------------------------------------------


@pytest.fixture
def house(slack):
    """Acme is leaving with words; Ana told that it left, and that waits. Acme's north came this week."""
    furnish(slack)
    slack.dana.types(f"/customers leaving Acme Retail because {WORDS}")
    with slack.writing() as (session, here):
        ana = person(session, here, IDS["ana"])
        told = {"kind": "lost", "on": "2026-11-18", "customer": number(slack, "A-1"), "comment": WORDS}
        customers.propose(session, here, told, by=ana, at=slack.time.now())
        slack.waiting = session.scalars(select(Proposal.id)).one()
        north = customers.take_in(session, here, NORTH, kind="business", at=slack.time.now())
        gained = customers.Told(kind="gained", on=date(2026, 11, 16))
        customers.record(session, here, north, gained, by=None, at=slack.time.now())
        slack.entry = session.scalars(select(Event.id).where(Event.kind == "leaving")).one()
    slack.deliver()
    return slack


def surfaces(slack, user):
    """What this person does to get at each surface, by its name in models/customers/sight.py."""
    one, url = str(number(slack, "A-1")), slack.sandbox.api_url + "response/none"
    look: dict[str, Any] = {
        "type": "block_suggestion",
        "action_id": "customers.look",
        "block_id": "customer",
        "value": "ac",
    }
    look |= {"user": {"id": user, "team_id": "T0HARBOUR0"}, "team": {"id": "T0HARBOUR0"}}
    return {
        "card": [typed(user, "/customers", "acme retail"), typed(user, "/customers", "A-1"),
                 pressed(user, "customers.open", one, response_url=url)],
        "type-ahead": [look],
        "entry": [typed(user, "/customers", "lost A-1"), pressed(user, "customers.lose")],
        "recorded": [pressed(user, "customers.edit", str(slack.entry), response_url=url),
                     pressed(user, "customers.undo", str(slack.entry), response_url=url)],
        "details": [pressed(user, "customers.details", one),
                    submitted(user, "customers.amend", {"id": int(one), "told": url}, segment="x")],
        "proposal": [pressed(user, "customers.accept", str(slack.waiting), response_url=url)],
        "outcome": [pressed(user, "customers.decline", str(slack.waiting), response_url=url)],
        "mine": [pressed(user, "customers.mine")],
        "home": [{"type": "event_callback", "team_id": "T0HARBOUR0", "event_id": f"Ev{user}", "event": {
            "type": "app_home_opened", "user": user, "tab": "home"}, "authorizations": []}],
        "export": [typed(user, "/customers", "export")],
        "summary": [typed(user, "/customers"), typed(user, "/customers", "month")],
    }  # fmt: skip


def test_every_surface_is_tried_here(house):
    assert set(surfaces(house, IDS["chloe"])) == set(SURFACES)


@pytest.mark.parametrize("who", PEOPLE)
def test_no_surface_tells_whom_the_rule_excludes(house, who):
    with house.writing() as (session, here):
        member = members.find(session, here, IDS[who])
        one = session.scalars(select(Customer).where(Customer.ref == "A-1")).one()
        sees = customers.sees(session, here, member, one)
    before = len(list(house.workspace.traffic))
    for name, asked in surfaces(house, IDS[who]).items():
        answers = [str(house.sends(body).body) for body in asked]
        shown = [one for one in list(house.workspace.traffic)[before:] if one.direction != "to the bot"]
        told = json.dumps([answers, [one.request for one in shown]], default=str, ensure_ascii=False)
        before = len(list(house.workspace.traffic))
        hers = [one for one in SECRETS if one in told]
        assert sees or hers == [], f"{who} reads {hers} on {name}"
        if name == "summary":  # of others than one's own too
            assert (NORTH in told) == (who in ("dana", "grace"))
    assert sees == (who in ("dana", "grace", "ben"))


def test_no_notice_carries_a_name_a_contact_or_a_word(house):
    house.ben.types("/customers Acme Retail")
    house.chloe.types(f"/customers lost Acme Retail because {WORDS}")
    house.dana.presses("Yes, record it", on=house.dana.inbox[-1])
    house.dana.types("/customers export")
    places = house.workspace
    notices = [one.text for channel in places.channels for one in places.messages(channel) if one.bot_id]
    assert notices and not [one for one in notices if any(secret in one for secret in SECRETS)]


@pytest.mark.parametrize("command", ["/customers", "/cx customers"])
def test_both_commands_answer_in_private_in_a_channel_shared_with_others(house, command):
    house.dana.does("share", channel="care")
    said = house.dana.types(f"{command} Acme Retail")
    assert "Ines Acme" in said
    assert not [one for one in house.channel("care").posts if "Acme" in one]
