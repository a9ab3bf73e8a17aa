"""A month of being a customer as people live it in Slack: asked, answered, reminded; planned and made safe."""

from tests.envelopes import happened
from tests.exercise_house import furnish

OPENS = "2026-12-07T20:30"  # Ana lives further west than the company


def card(person):
    """The one message with somebody's exercise."""
    return [said for said in person.inbox if "take part in" not in said.notice][-1]


def test_whoever_comes_in_is_told_once_and_may_leave(slack):
    furnish(slack, "ana", "ben")
    said = slack.ana.inbox[-1]
    assert "@dana asked you to take part" in said and said.buttons == ["Pause…", "Leave"]
    slack.ana.presses("Leave", on=said)
    assert "You left" in slack.ana.inbox[-1] and slack.ana.inbox[-1].buttons[0] == "Take part again"
    slack.push(OPENS)
    assert "You left" in slack.ana.inbox[-1]
    assert "Be a customer this month" in slack.ben.inbox[-1]


def test_the_exercise_comes_on_the_first_monday_and_follows_what_is_pressed(slack):
    furnish(slack, "ana")
    before = len(slack.ana.inbox)
    slack.push("2026-12-07T09:59")
    assert len(slack.ana.inbox) == before
    slack.push(OPENS)
    said = card(slack.ana)
    assert said.buttons == ["I'll do it", "Another, please", "Not this month"]
    first = said.says
    slack.ana.presses("Another, please", on=said)
    assert card(slack.ana).says != first and "Be a customer this month" in card(slack.ana)
    slack.ana.presses("I'll do it", on=card(slack.ana))
    assert "any time until 31 December 2026" in card(slack.ana)
    slack.ana.presses("Not this month", on=card(slack.ana))
    assert "Not this month: that's fine" in card(slack.ana)
    assert len(slack.ana.inbox) == before + 1
    assert slack.channel("care").posts == []


def test_in_the_channel_each_answer_is_ones_own(slack):
    furnish(slack, "ana", ask_by="a post in the channels")
    slack.push(OPENS)
    post = slack.channel("care").last
    assert "Be a customer this month" in post and "take part in" in slack.ana.inbox[-1].notice
    slack.ben.presses("Another, please", on=post)
    assert "in our direct messages" in slack.ben.reads
    assert "Be a customer this month" in slack.ben.inbox[-1]
    assert slack.channel("care").last.says == post.says


def test_one_reminder_and_then_silence(slack):
    furnish(slack, "ana")
    slack.push(OPENS)
    before = len(slack.ana.inbox)
    slack.push("2026-12-31T18:00")
    (said,) = slack.ana.inbox[before:]
    assert "This was the only reminder" in said
    slack.ana.presses("Not this month", on=said)
    assert "Not this month: that's fine" in slack.ana.inbox[before - 1]


def test_a_pause_is_two_days_and_no_reason(slack):
    furnish(slack, "ana")
    slack.ana.types("/becustomer me")
    slack.ana.presses("Pause…", on=slack.ana.reads)
    slack.ana.fills("exercises.pause", first="2026-11-18", last="2027-01-31")
    assert "You pause until 31 January 2027" in slack.ana.reads
    before = len(slack.ana.inbox)
    slack.push("2026-12-31T18:00")
    assert len(slack.ana.inbox) == before
    slack.ana.presses("Go on now", on=slack.ana.reads)
    assert "You take part" in slack.ana.reads


def test_a_new_colleague_is_welcomed_with_an_exercise(slack):
    furnish(slack, "ana")
    slack.push(OPENS)
    person = {"id": "U0FELIX000", "real_name": "Felix Novak", "team_id": slack.here.team_id, "tz": "Europe/Berlin"}
    slack.sends(happened({"type": "team_join", "user": person}))
    slack.push("2026-12-09T12:00")
    assert "Your first exercise" in slack.felix.inbox[-1]


def test_a_lead_takes_colleagues_in_and_plans_a_month(slack):
    furnish(slack)
    slack.dana.types("/becustomer plan")
    said = slack.dana.reads
    assert "December 2026" in said and "November 2027" in said and "chosen by" not in said
    slack.dana.presses("Take colleagues in…", on=said)
    slack.dana.fills("exercises.enrol", who="chosen", people=[slack.ana, slack.ben])
    assert "2 colleagues take part from now on" in str(slack.dana.modal.blocks)
    slack.dana.presses("Change the plan…", on=said)
    slack.dana.fills("exercises.plan", month="2027-01", key="leave_data")
    assert "Get your data out (Leave or come back), chosen by @dana" in slack.dana.reads
    slack.ben.types("/becustomer plan")
    assert slack.ben.reads.buttons == [] and "Get your data out" in slack.ben.reads


def test_the_catalogue_is_everyones_and_a_lead_makes_it_safe(slack):
    furnish(slack)
    slack.ben.types("/becustomer list")
    assert "Cancel _(off)_" in slack.ben.reads and "Add an exercise…" not in slack.ben.reads.buttons
    slack.dana.types("/becustomer list")
    slack.dana.presses("Show", on=slack.dana.reads)
    assert "Search for us as a stranger" in str(slack.dana.modal.blocks)
    slack.dana.presses("Retire")
    assert "Retired: nobody is asked" in str(slack.dana.modal.blocks)
    slack.dana.presses("Bring back")
    assert "Retired" not in str(slack.dana.modal.blocks)
    slack.dana.presses("Test route and team…")
    slack.dana.fills("exercises.make_safe", route="Account 4711")
    slack.dana.presses("Add an exercise…", on=slack.dana.reads)
    slack.dana.fills(
        "exercises.add", title="Return a parcel", stage="change", steps="Print the label", test="Use order T-1"
    )  # fmt: skip
    slack.dana.types("/becustomer list")
    assert "Return a parcel" in slack.dana.reads


def test_an_order_of_an_exercise_is_kept_out_of_the_numbers(slack):
    furnish(slack, "ana")
    slack.push(OPENS)
    slack.ana.presses("I'll do it", on=card(slack.ana))
    slack.ana.presses("I ordered something…", on=card(slack.ana))
    slack.ana.fills("exercises.spare", named="T-77")
    assert "counted nowhere" in str(slack.ana.modal.blocks)


def test_what_arrived_is_asked_each_quarter_shown_and_taken_back(slack):
    furnish(slack)
    slack.push("2027-01-04T11:00")
    call = [one for one in slack.channel("care").posts if "What arrived?" in one][-1]
    slack.ben.presses("Show what arrived…", on=call)
    slack.ben.fills(
        "exercises.look", artifact="The welcome parcel", team="Logistics", verdict="mess",
        remark="Three labels", link="https://x.example/parcel.jpg",
    )  # fmt: skip
    assert "A mess" in slack.channel("care").last and "Three labels" not in slack.channel("care").last.notice
    slack.ben.presses("Take it back")
    assert "A mess" not in slack.channel("care").last


def test_home_says_where_one_stands(slack):
    furnish(slack, "ana")
    assert "Nothing waits for you" in slack.ana.opens_home()
    slack.push(OPENS)
    slack.ana.presses("I'll do it", on=card(slack.ana))
    assert "You said that you'll do it" in slack.ana.opens_home()
    assert "1 colleague takes part" in slack.dana.opens_home()
