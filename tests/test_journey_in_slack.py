"""The journey is put into the company's own words in one window, from the settings of complaints."""

import json

import pytest

from models import journey
from tests.envelopes import pressed
from tests.harbour import IDS, Refused, Said


@pytest.fixture
def window(slack):
    """Dana, who leads CX, opens it from the settings."""
    slack.dana.types("/complaint settings")
    slack.dana.presses("The journey")
    return slack


def says(slack):
    return Said(slack, slack.dana.modal).says


def press(slack, action, value):
    """A button of the window, of which there are several with the same words."""
    view = slack.dana.modal
    blocks = [
        block["block_id"]
        for block in view.blocks
        for element in (block.get("elements") or [block.get("accessory") or {}])
        if (element.get("action_id"), element.get("value", "")) == (action, value)
    ]
    slack.dana.does("press", view=view.id, block_id=blocks[0], action_id=action)


def test_a_stage_gets_an_owner_teams_and_other_words(window):
    assert "*Pay and be billed* `pay`" in says(window) and says(window).count("Nobody answers for it yet") == 8
    press(window, "journey.write", "stage pay")
    window.dana.fills("journey.keep", label="Pay the bill", owner=IDS["ben"], teams="Money, IT")
    shown = says(window)
    assert "*Pay the bill* `pay` “Charge me what you said”" in shown and "Money and IT" in shown
    assert "@ben answers for it" in shown
    with window.database.reading() as session:
        assert journey.owner_of(session, window.here, "pay") == IDS["ben"]


def test_a_category_is_added_with_its_second_level_and_another_retired(window):
    press(window, "journey.turn", "category")
    press(window, "journey.write", "category +")
    window.dana.fills("journey.keep", label="Parking", details="Too far\n\nToo few")
    assert "*Parking*" in says(window) and "Too far and Too few" in says(window)
    press(window, "journey.thin", "category")
    with pytest.raises(Refused, match="must stay"):
        window.dana.fills("journey.retire", retired=["other"])
    window.dana.fills("journey.retire", retired=["hard"])
    assert "Retired: Too hard to use or do. What was filed there stays there." in says(window)
    press(window, "journey.write", "category parking")
    window.dana.fills("journey.keep", details="Too few\nToo dear")
    assert "Too few and Too dear" in says(window) and "Too far" not in says(window)


def test_a_twenty_first_moment_is_warned_of_and_kept(window):
    press(window, "journey.turn", "moment")
    assert "16 moments in which customers make up their minds" in says(window)
    for number in range(5):
        press(window, "journey.write", "moment +")
        window.dana.fills("journey.keep", label=f"Moment {number}", stage="use", kind="missed", better="down")
    assert "21 moments of truth are more than anybody can keep an eye on" in says(window)
    press(window, "journey.write", "moment refund")
    assert "Days to refund, median" in json.dumps(window.dana.modal.blocks)


def test_what_can_not_be_stands_beside_its_field(window):
    press(window, "journey.write", "stage +")
    with pytest.raises(Refused, match="There is a stage of that name already"):
        window.dana.fills("journey.keep", label="GET HELP", after="use")
    with pytest.raises(Refused, match="at most 40 letters"):
        window.dana.fills("journey.keep", label="Getting there", teams="x" * 41, after="use")
    window.dana.fills("journey.keep", label="Getting there", teams="Drivers", after="use")
    assert says(window).index("*Getting there*") < says(window).index("*Pay and be billed*")


@pytest.mark.parametrize("who", ["ben", "grace", "noor"])
def test_others_do_not_get_there(slack, who):
    slack.sends(pressed(IDS[who], "journey.open"))
    assert getattr(slack, who).modal is None
