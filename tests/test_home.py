"""The App Home tab: everyone's own record, and the machinery for those who run it."""

from models import choices
from tests.harbour import Said


def test_a_colleague_sees_their_own_record_and_no_machinery(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    home = slack.ana.opens_home()
    assert "> calming the renewal call" in home and "Ben Okafor" in home
    assert "Running the rituals" not in home
    assert "Thank someone" in home.buttons


def test_a_cx_lead_sees_what_runs_and_what_comes_next(slack):
    home = slack.dana.opens_home()
    assert "posts nothing by itself yet" in home and "Start…" in home.buttons
    assert "Next by itself" not in home


def test_home_follows_a_stop_at_once(slack):
    with slack.writing() as (session, here):
        declared = slack.furnished.house.rituals["champions"].rules.Choices
        typed = {"on": True, "channels": ["C0CHAMPION"]}
        choices.write(session, here, declared, typed, by="operator", at=slack.time.now())
    assert "Next by itself: Customer Champions" in slack.dana.opens_home()
    slack.dana.presses("Stop")
    home = Said(slack, slack.dana.home)
    assert "posts nothing by itself yet" in home and "Next by itself" not in home


def test_home_with_nothing_yet_invites(slack):
    home = slack.hugo.opens_home()
    assert "When a colleague thanks you" in home
    assert "My settings" in home.buttons and "What is kept about me" in home.buttons
