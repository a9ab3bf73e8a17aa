"""The Home tab: each ritual's own part for everyone, and the machinery for those who run it."""

import json

import pytest

from models import choices, rights
from tests.envelopes import happened
from tests.harbour import IDS


def shown(person):
    person.opens_home()
    return json.dumps(person.home.blocks, ensure_ascii=False)


def start(slack):
    declared = slack.furnished.house.rituals["champions"].rules.Choices
    with slack.writing() as (session, here):
        typed = {"on": True, "channels": ["C0CARE0000"]}
        choices.write(session, here, declared, typed, by="operator", at=slack.time.now())


def test_on_the_first_day_it_says_what_will_stand_there_and_what_to_do(slack):
    home = shown(slack.ana)
    assert "their words are kept here" in home and "Thank someone" in home and "10 more people today" in home
    assert "/cx help" in home and "What is kept about me" in home


def test_what_i_was_thanked_for_stands_there_with_who_and_when(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    home = shown(slack.ana)
    assert "calming the renewal call" in home and "Ben Okafor" in home and "1 time" in home
    assert "calming" not in shown(slack.chloe)


def test_what_i_gave_counts_against_my_day_and_can_be_undone_from_there(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    assert "9 more people today" in shown(slack.ben)
    slack.ben.presses("Undo")
    assert "10 more people today" in json.dumps(slack.ben.home.blocks)
    assert slack.channel("care").posts == []


def test_thanking_someone_begins_there_and_asks_for_a_channel(slack):
    slack.ben.opens_home()
    slack.ben.presses("Thank someone")
    slack.ben.fills("champions.send", people=[slack.ana], reason="calming the renewal call", channel="care")
    assert "Customer Champion" in slack.channel("care").last


@pytest.mark.parametrize("name", ["ana", "ben", "noor"])
def test_who_does_not_run_the_rituals_sees_nothing_of_the_machinery(slack, name):
    home = shown(getattr(slack, name))
    for words in ("Running the rituals", "Settings", "Pause everything", "Roles", "Start"):
        assert words not in home


def test_who_runs_them_sees_what_runs_where_and_what_comes_next(slack):
    assert "posts nothing by itself yet" in shown(slack.dana)
    start(slack)
    home = shown(slack.priya)
    assert "runs in <#C0CARE0000>" in home and "Next by itself: Customer Champions" in home and "1796050800" in home
    assert "Company time: Europe/Berlin, public holidays of DE" in home


def test_while_nobody_leads_the_six_questions_stand_at_the_top_of_the_machinery(slack):
    assert "Nobody is CX lead yet" not in shown(slack.dana)
    with slack.writing() as (session, here):
        rights.take_away(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=slack.time.now())
    assert "Nobody is CX lead yet" in shown(slack.priya)


def test_a_pause_shows_with_its_way_out(slack):
    start(slack)
    slack.dana.types("/cx pause")
    slack.dana.fills("setup.hold", until="2026-12-02")
    assert "Everything scheduled is paused" in json.dumps(slack.dana.home.blocks)
    slack.dana.presses("Resume now")
    assert "Everything scheduled is paused" not in json.dumps(slack.dana.home.blocks)


def test_what_is_changed_from_home_shows_there_at_once(slack):
    slack.dana.opens_home()
    slack.dana.presses("Settings")
    slack.dana.fills("choices.keep", per_day="3")
    assert "3 more people today" in json.dumps(slack.dana.home.blocks)


def test_it_is_drawn_only_when_the_home_tab_is_looked_at(slack):
    slack.sends(happened({"type": "app_home_opened", "user": IDS["ben"], "tab": "messages"}))
    assert slack.requests("views.publish") == []


def test_words_from_people_can_not_become_markup(slack):
    slack.ben.types("/champion @ana for <!channel> & *stars* <https://evil.example|click> `code`")
    home = shown(slack.ana)
    assert "<!channel>" not in home and "<https://evil.example|click>" not in home
    assert "*stars*" in home


def test_ten_thousand_words_still_fit(slack):
    for number, giver in enumerate((slack.ben, slack.hugo, slack.chloe, slack.dana, slack.felix)):
        giver.types(f"/champion @ana for {number} {'& ' * 700}")
    home = shown(slack.ana)
    assert "5 times" in home and len(slack.ana.home.blocks) <= 100


def test_the_screen_of_somebody_unknown_is_left_alone(slack):
    said = slack.sends(happened({"type": "app_home_opened", "user": "U0NOBODY00", "tab": "home"}))
    assert said.status == 200 and slack.requests("views.publish") == []
