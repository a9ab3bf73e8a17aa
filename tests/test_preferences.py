"""What one person wants for themselves."""

import pytest

from models import members
from tests.harbour import Refused


def test_a_person_switches_direct_messages_off_and_on_again_from_home(slack):
    slack.ana.opens_home()
    slack.ana.presses("My settings")
    slack.ana.fills("preferences.keep", champions="no")
    slack.ben.types("/champion @ana for calming the renewal call")
    assert slack.ana.inbox == []
    slack.ana.presses("My settings")
    slack.ana.fills("preferences.keep", champions="yes")
    slack.ben.types("/champion @ana for writing to them the day after")
    assert "thanked you" in slack.ana.inbox[-1]


def test_their_own_country_decides_about_public_holidays(slack):
    slack.ana.opens_home()
    slack.ana.presses("My settings")
    assert "now: Portugal" in str(slack.ana.modal.blocks)
    slack.ana.fills("preferences.keep", country="br")
    with slack.writing() as (session, here):
        ana = slack.ana.member(session, here)
        assert members.calendar_of(ana, here).country == "BR"


def test_a_country_that_is_none_is_told_under_its_field(slack):
    slack.ana.opens_home()
    slack.ana.presses("My settings")
    with pytest.raises(Refused, match="two letters"):
        slack.ana.fills("preferences.keep", country="xx")
    assert "country" in slack.ana.modal.errors
