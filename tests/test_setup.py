"""The first day: one welcome, six questions, and nothing that speaks before somebody has seen what it will say."""

import json
import threading
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import choices, rights, setup, workspaces
from models.outbox import Letter
from tests.envelopes import person, submitted
from tests.harbour import IDS, Refused

CARE = "C0CARE0000"


@pytest.fixture
def new(slack):
    """The app was installed a minute ago, and nobody has used it yet."""
    with slack.writing() as (session, here):
        here.installer, here.zone, here.country = None, "UTC", None
        rights.take_away(session, here, rights.CX_LEAD, [IDS["dana"]], by="operator", at=slack.time.now())
    return slack


def welcomes(slack):
    with slack.database.reading() as session:
        return [letter.user for letter in session.scalars(select(Letter).where(Letter.template == "setup.welcome"))]


def here(slack):
    with slack.writing() as (_, known):
        return known


def settings(slack):
    with slack.writing() as (session, known):
        return choices.read(session, known, slack.furnished.house.rituals["champions"].rules.Choices)


def words(view):
    return json.dumps(view.blocks, ensure_ascii=False)


# --- the one who installed it ------------------------------------------------------------------------


def test_the_first_admin_who_opens_home_counts_as_installer_and_gets_one_dm(new):
    new.ben.opens_home()
    assert here(new).installer is None and welcomes(new) == []  # Ben is no admin
    new.priya.opens_home()
    new.priya.opens_home()
    new.dana.types("/cx help")
    assert here(new).installer == IDS["priya"] and welcomes(new) == [IDS["priya"]]
    assert "Six questions" in new.priya.inbox[-1].notice


def test_the_first_admin_who_types_a_command_counts_too(new):
    new.dana.types("/champion @ana for calming the renewal call")
    assert here(new).installer == IDS["dana"] and welcomes(new) == [IDS["dana"]]


def test_the_companys_clock_is_guessed_from_its_installer(new):
    new.dana.opens_home()
    assert (here(new).zone, here(new).country) == ("Europe/Berlin", "DE")


def test_a_zone_that_was_chosen_before_is_not_guessed_over(new):
    with new.writing() as (session, known):
        setup.place(session, known, zone="Asia/Tokyo", country="JP", by="operator", at=new.time.now())
    new.dana.opens_home()
    assert (here(new).zone, here(new).country) == ("Asia/Tokyo", "JP")


def test_two_admins_who_come_at_the_same_moment_get_one_welcome_between_them(new):
    together = threading.Barrier(2)

    def comes(user):
        together.wait()
        with new.writing() as (session, known):
            setup.greet(session, known, person(session, known, user), at=new.time.now())

    threads = [threading.Thread(target=comes, args=(IDS[name],)) for name in ("dana", "priya")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert welcomes(new) == [here(new).installer]


def test_before_anybody_answers_thanking_works_and_nothing_is_planned_to_be_posted(new):
    assert "You thanked" in new.ben.types("/champion @ana for calming the renewal call")
    new.push("2026-12-01T10:00")
    assert len(new.channel("care").posts) == 1 and new.channel("champions").posts == []


# --- six questions -----------------------------------------------------------------------------------


def test_the_welcome_leads_to_at_most_six_questions(new):
    new.dana.opens_home()
    new.dana.presses("Answer six questions", on=new.dana.inbox[-1])
    labels = [block["label"]["text"] for block in new.dana.modal.blocks if block["type"] == "input"]
    numbered = [label for label in labels if label[:1].isdigit()]
    assert [label[0] for label in numbered] == list("123456"[: len(numbered)])
    assert set(labels) - set(numbered) <= {"And your country"}
    assert "Europe/Berlin" in words(new.dana.modal) and "DE" in words(new.dana.modal)
    assert "admins and CX leads" in words(new.dana.modal)


def answer(slack, person, **other):
    person.types("/cx setup")
    answers = {
        "leads": [slack.chloe], "leaders": [slack.kareem], "channels": [CARE], "zone": "Europe/Paris",
        "country": "FR", "first": None, "champions.rank": "no", **other,
    }  # fmt: skip
    person.fills("setup.keep", **{name: value for name, value in answers.items() if value is not None})


def test_the_answers_are_kept(new):
    answer(new, new.dana)
    with new.writing() as (session, known):
        assert rights.holders(session, known, rights.CX_LEAD) == [IDS["chloe"]]
        assert rights.holders(session, known, rights.LEADER) == [IDS["kareem"]]
        assert (known.zone, known.country) == ("Europe/Paris", "FR")
    assert settings(new).rank == "no" and settings(new).on is False


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("zone", "Berlin", "Europe/Berlin"), ("zone", "", "Europe/Berlin"),
        ("zone", "../../etc/passwd", "Europe/Berlin"),
        ("zone", "/etc/localtime", "Europe/Berlin"), ("zone", "Europe", "Europe/Berlin"),
        ("country", "XX", "two letters"), ("country", "D", "two letters"),
    ],
)  # fmt: skip
def test_a_zone_or_country_that_does_not_exist_is_said_under_its_field_and_nothing_is_kept(new, field, typed, says):
    fields: dict[str, Any] = {"zone": "Europe/Paris", "country": "FR", field: typed}
    body = submitted(
        IDS["dana"], "setup.keep", leads=[IDS["chloe"]], leaders=[], channels=[CARE], first=None,
        meta={}, **{"champions.rank": "=no"}, **fields,
    )  # fmt: skip
    said = json.loads(new.sends(body).body)
    assert list(said["errors"]) == [field] and says in said["errors"][field]
    with new.writing() as (session, known):
        assert known.zone != "Europe/Paris" and rights.holders(session, known, rights.CX_LEAD) == []


def test_a_guest_can_not_be_named_cx_lead(new):
    with pytest.raises(Refused, match="not a full member"):
        answer(new, new.dana, leads=[new.noor])


# --- starting one ------------------------------------------------------------------------------------


def test_starting_shows_the_message_the_channel_the_reach_and_the_date_before_anything_begins(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    slack.dana.opens_home()
    slack.dana.presses("Start…")
    slack.dana.fills("choices.check", channels=[CARE])
    shown = words(slack.dana.modal)
    assert f"<#{CARE}>" in shown and "read by 14 people" in shown and "calming the renewal call" in shown
    assert "1796050800" in shown  # 30 November 2026, 16:00 in Berlin
    assert settings(slack).on is False
    slack.dana.fills("choices.begin")
    assert settings(slack).on is True and settings(slack).channels == (CARE,)
    slack.push("2026-11-30T16:30")
    assert "of the month" in slack.channel("care").last


def test_the_last_question_leads_straight_to_the_first_start(slack):
    answer(slack, slack.dana, leads=[slack.dana], first="champions")
    assert slack.dana.modal.callback_id == "choices.check"
    slack.dana.fills("choices.check", channels=[CARE])
    slack.dana.fills("choices.begin")
    assert settings(slack).on is True


def test_a_channel_where_the_app_is_not_is_said_with_what_to_do(slack):
    slack.dana.opens_home()
    slack.dana.presses("Start…")
    slack.workspace.channels[CARE].members.remove(slack.here.bot_user)
    with slack.writing() as (session, known):
        where = workspaces.channel(session, known, CARE)
        if where:
            session.delete(where)
    slack.dana.fills("choices.check", channels=[CARE])
    assert "/invite" in words(slack.dana.modal)


@pytest.mark.parametrize(("act", "says"), [("share", "shared with another company"), ("archive", "archived")])
def test_a_shared_or_archived_channel_is_refused_before_and_after_the_preview(slack, act, says):
    slack.dana.opens_home()
    slack.dana.presses("Start…")
    slack.dana.fills("choices.check", channels=[CARE])
    slack.workspace.act(IDS["dana"], act, channel=CARE)
    begin = submitted(IDS["dana"], "choices.begin", {"ritual": "champions", "channels": [CARE]})
    assert says in json.dumps(json.loads(slack.sends(begin).body))
    check = submitted(IDS["dana"], "choices.check", {"ritual": "champions"}, channels=[CARE])
    assert says in json.dumps(json.loads(slack.sends(check).body))
    assert settings(slack).on is False


def test_stopping_keeps_the_record_and_posts_no_more(slack):
    slack.ben.types("/champion @ana for calming the renewal call")
    declared = type(settings(slack))
    with slack.writing() as (session, known):
        typed = {"on": True, "channels": [CARE]}
        choices.write(session, known, declared, typed, by="operator", at=slack.time.now())
    slack.dana.opens_home()
    slack.dana.presses("Stop")
    slack.push("2026-12-01T10:00")
    assert not any("of the month" in post for post in slack.channel("care").posts)
    assert "calming" in slack.ana.types("/champion me")


# --- days off ----------------------------------------------------------------------------------------


def test_pasted_days_off_are_kept_in_any_usual_form_and_move_what_falls_on_them(slack):
    slack.dana.opens_home()
    slack.dana.presses("Time zone and days off")
    days = "2026-11-30\n24 Dec 2026\n2026-12-28 to 2026-12-30\n"
    slack.dana.fills("setup.paste", zone="Europe/Berlin", country="DE", days_off=days)
    assert here(slack).days_off == ["2026-11-30", "2026-12-24", "2026-12-28", "2026-12-29", "2026-12-30"]


def test_every_line_that_can_not_be_read_is_named_and_nothing_is_kept(slack):
    slack.dana.opens_home()
    slack.dana.presses("Time zone and days off")
    with pytest.raises(Refused) as refused:
        slack.dana.fills("setup.paste", zone="Europe/Paris", country="FR", days_off="2026-12-24\nsoon\n2026-02-30")
    assert "soon" in str(refused.value) and "2026-02-30" in str(refused.value)
    assert here(slack).days_off == [] and here(slack).zone == "Europe/Berlin"


def test_no_country_means_weekends_alone(slack):
    slack.dana.opens_home()
    slack.dana.presses("Time zone and days off")
    slack.dana.fills("setup.paste", zone="UTC", country="", days_off="")
    assert here(slack).country is None and here(slack).calendar().is_working(date(2026, 12, 25))
