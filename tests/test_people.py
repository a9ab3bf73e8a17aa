"""Who is who and what a channel is: asked when it is needed, within a second, and kept fresh by what Slack tells."""

import threading
from datetime import timedelta
from typing import cast

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from bot import installation
from bot.people import CHANNEL_FRESH, FRESH, People
from models import champions, choices, members, occasions, outbox, workspaces
from models.occasions import Moment
from tests.envelopes import happened, person, typed
from tests.harbour import CHANNELS, IDS

CARE, LEADERS = CHANNELS["care"], CHANNELS["leaders"]


def member(slack, name):
    with slack.writing() as (session, here):
        return person(session, here, IDS[name])


def channel(slack, slack_id=CARE):
    with slack.writing() as (session, here):
        return workspaces.channel(session, here, slack_id)


def forget(slack, name):
    with slack.writing() as (session, here):
        session.delete(person(session, here, IDS[name]))


# --- looked up when needed --------------------------------------------------------------------------


def test_who_is_not_known_yet_is_asked_for_once(slack):
    forget(slack, "ana")
    slack.ben.types("/champion @ana for calming the renewal call")
    assert member(slack, "ana").name == "Ana Costa"
    asked = len(slack.requests("users.info"))
    slack.ben.types("/champion @ana for calming the second call")
    assert len(slack.requests("users.info")) == asked == 1


def test_what_is_a_day_old_is_asked_for_again_even_if_no_event_came(slack):
    with slack.writing() as (session, here):
        person(session, here, IDS["ana"]).name = "Ana Before"
    slack.time.set(slack.time.now() + FRESH + timedelta(seconds=1))
    slack.ben.types("/champion @ana for calming the renewal call")
    assert member(slack, "ana").name == "Ana Costa"


class Hanging:
    """A Slack that takes the question and says nothing until it is let go."""

    def __init__(self, slow):
        self.slow, self.let_go = slow, threading.Event()
        self.timeout = 0

    def users_info(self, user):
        if user in self.slow:
            self.let_go.wait(30)
        return {"user": {"id": user, "real_name": f"{user} told", "tz": "Europe/Paris"}}

    def conversations_info(self, **_):
        self.let_go.wait(30)
        return {"channel": {"id": CARE, "name": "late"}}


def test_a_slack_that_hangs_costs_a_second_and_only_those_it_hangs_on(database, workspace):
    client = Hanging({"U0SLOW0000"})
    people = People(database, lambda _: cast(WebClient, client), lambda: workspace.installed_at)
    waiting = threading.Thread(target=people.meet, args=(workspace, {"U0SLOW0000", "U0QUICK000"}, CARE))
    waiting.start()
    waiting.join(10)
    came_back = not waiting.is_alive()
    client.let_go.set()
    waiting.join()
    assert came_back and client.timeout == 1
    with database.reading() as session:
        assert person(session, workspace, "U0QUICK000").name == "U0QUICK000 told"
        assert members.find(session, workspace, "U0SLOW0000") is None
        assert workspaces.channel(session, workspace, CARE) is None


def test_someone_of_whom_slack_tells_nothing_is_named_as_a_problem(slack):
    forget(slack, "ana")
    slack.workspace.faults.order({"faults": [{"method": "users.info", "answer": "error:internal_error", "times": 9}]})
    said = slack.ben.types("/champion @ana for calming the renewal call")
    assert "Slack would not tell me who that is" in said
    assert slack.channel("care").posts == []


def test_who_is_unknown_even_to_slack_does_nothing(slack):
    forget(slack, "dana")
    slack.workspace.faults.order({"faults": [{"method": "users.info", "answer": "error:internal_error", "times": 9}]})
    assert "did not tell me who you are" in slack.dana.types("/cx setup")


def test_a_trouble_of_slacks_does_not_make_a_known_channel_private(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    slack.time.set(slack.time.now() + CHANNEL_FRESH + timedelta(seconds=1))
    slack.workspace.faults.order(
        {"faults": [{"method": "conversations.info", "answer": "error:internal_error", "times": 1}]}
    )
    slack.ben.types("/champion @ana for calming the second call")
    assert not channel(slack).private and len(slack.channel("care").posts) == 2


def test_a_channel_that_slack_denies_to_have_counts_as_private(slack):
    slack.dana.types("/champion @ana for calming the renewal call", at="leaders")
    known = channel(slack, LEADERS)
    assert known.private and not known.member
    with slack.writing() as (session, _here):
        assert session.scalars(select(champions.ShoutOut.private)).all() == [True]


# --- kept fresh by events ---------------------------------------------------------------------------


def test_a_new_name_and_zone_are_known_at_once(slack):
    user = slack.workspace.users[IDS["ana"]].payload(slack.time.now())
    user |= {"tz": "America/New_York", "profile": {**user.get("profile", {}), "real_name": "Ana Costa-Lima"}}
    slack.sends(happened({"type": "user_change", "user": user}))
    assert (member(slack, "ana").name, member(slack, "ana").zone) == ("Ana Costa-Lima", "America/New_York")


def test_a_zone_that_this_machine_does_not_know_is_left_out(slack):
    user = slack.workspace.users[IDS["ana"]].payload(slack.time.now()) | {"tz": "Mars/Olympus"}
    slack.sends(happened({"type": "user_change", "user": user}))
    assert member(slack, "ana").zone is None


def test_a_steward_who_moves_hears_by_the_new_clock(slack):
    with slack.writing() as (session, _here):
        occasions.plans_changed(session)
    before = moments(slack)
    user = slack.workspace.users[IDS["dana"]].payload(slack.time.now()) | {"tz": "Asia/Tokyo"}
    slack.sends(happened({"type": "user_change", "user": user}))
    assert moments(slack) != before


def moments(slack):
    with slack.database.reading() as session:
        return [(row.name, row.audience, row.zone, row.next_at) for row in session.scalars(select(Moment))]


def test_who_is_deactivated_is_spoken_to_no_more_and_who_comes_back_is(slack):
    with slack.writing() as (session, _here):
        occasions.plans_changed(session)
    assert [audience for _, audience, _, _ in moments(slack)] == [IDS["dana"]]
    slack.workspace.act(IDS["priya"], "deactivate", user=IDS["dana"])
    slack.deliver()
    assert member(slack, "dana").gone
    assert IDS["dana"] not in [audience for _, audience, _, _ in moments(slack)]
    slack.workspace.act(IDS["priya"], "reactivate", user=IDS["dana"])
    assert [audience for _, audience, _, _ in moments(slack)] == [IDS["dana"]]


def test_a_deactivated_colleague_can_not_be_thanked(slack):
    slack.workspace.act(IDS["priya"], "deactivate", user=IDS["ana"])
    said = str(slack.sends(thanks()).body)
    assert "no longer works here" in said and slack.channel("care").posts == []


def thanks():
    return typed(IDS["ben"], "/champion", f"<@{IDS['ana']}> for calming the renewal call")


def test_a_full_member_who_becomes_a_guest_loses_the_settings(slack):
    user = slack.workspace.users[IDS["dana"]].payload(slack.time.now()) | {"is_restricted": True, "is_admin": False}
    slack.sends(happened({"type": "user_change", "user": user}))
    assert "guest" in slack.dana.types("/cx setup")


def test_a_channel_is_followed_through_all_that_happens_to_it(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    dana = IDS["dana"]
    slack.workspace.act(dana, "archive", channel=CARE)
    assert channel(slack).archived
    slack.workspace.act(dana, "unarchive", channel=CARE)
    assert not channel(slack).archived
    slack.workspace.act(dana, "rename", channel=CARE, name="customer-care")
    assert channel(slack).name == "customer-care"
    slack.workspace.act(dana, "share", channel=CARE)
    assert channel(slack).shared
    slack.workspace.act(dana, "unshare", channel=CARE)
    assert not channel(slack).shared


def test_the_digest_does_not_go_to_a_channel_that_was_shared_a_minute_ago(slack):
    with slack.writing() as (session, here):
        declared = slack.furnished.house.rituals["champions"].rules.Choices
        choices.write(session, here, declared, {"on": True, "channels": [CARE]}, by="operator", at=slack.time.now())
    slack.ben.types("/champion @ana for calming the renewal call")
    slack.push("2026-11-30T15:59")
    slack.workspace.act(IDS["dana"], "share", channel=CARE)
    slack.push("2026-11-30T16:30")
    assert not any("of the month" in post for post in slack.channel("care").posts)
    slack.push("2026-12-01T10:00")
    assert any("shared with another company" in letter for letter in slack.dana.inbox)


def test_only_its_own_coming_and_going_is_remembered(slack):
    bot = slack.here.bot_user
    slack.sends(happened({"type": "member_joined_channel", "user": IDS["ana"], "channel": "C0GENERAL0"}))
    assert channel(slack, "C0GENERAL0") is None
    slack.sends(happened({"type": "member_joined_channel", "user": bot, "channel": "C0GENERAL0"}))
    assert channel(slack, "C0GENERAL0").member
    slack.sends(happened({"type": "member_left_channel", "user": bot, "channel": "C0GENERAL0"}))
    assert not channel(slack, "C0GENERAL0").member


def test_a_channel_that_was_just_joined_is_not_taken_for_public(slack):
    """The event says nothing about privacy: a private channel's words would be told to everyone."""
    slack.sends(happened({"type": "member_joined_channel", "user": slack.here.bot_user, "channel": LEADERS}))
    slack.dana.types("/champion @ana for what nobody else may know", at="leaders")
    with slack.writing() as (session, _here):
        assert session.scalars(select(champions.ShoutOut.private)).all() == [True]


def test_a_joined_or_archived_channel_that_nobody_asked_about_is_asked_about_when_needed(slack):
    slack.sends(happened({"type": "channel_unarchive", "channel": CARE}))
    slack.ben.types("/champion @ana for calming the renewal call")
    assert len(slack.requests("conversations.info")) == 1 and channel(slack).people > 0


# --- when the company takes the app away ------------------------------------------------------------


@pytest.mark.parametrize("how", ["app_uninstalled", "tokens_revoked"])
def test_nothing_is_planned_or_sent_once_the_app_is_gone(slack, how):
    with slack.writing() as (session, here):
        occasions.plans_changed(session)
    assert moments(slack)
    tokens = {"tokens": {"bot": [slack.here.bot_user]}}
    slack.sends(happened({"type": how, **tokens}))
    assert moments(slack) == []
    with slack.writing() as (session, here):
        assert here.removed_at is not None
        outbox.post(session, here, CARE, "setup.resumed", at=slack.time.now())
    before = len(slack.requests("chat.postMessage"))
    slack.deliver()
    assert len(slack.requests("chat.postMessage")) == before


def test_a_token_of_a_person_that_is_revoked_is_none_of_ours(slack):
    slack.sends(happened({"type": "tokens_revoked", "tokens": {"oauth": [IDS["ana"]], "bot": []}}))
    with slack.writing() as (_, here):
        assert here.removed_at is None


def test_installed_again_everything_is_as_it_was_chosen(slack):
    slack.sends(happened({"type": "app_uninstalled"}))
    here = installation.install(slack.database, WebClient("xoxb-test", base_url=slack.sandbox.api_url), slack.time.now)
    assert (here.id, here.zone, here.removed_at) == (slack.here.id, "Europe/Berlin", None)
    assert "You thanked" in slack.ben.types("/champion @ana for calming the renewal call")
