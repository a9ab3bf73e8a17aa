"""Those who look after the rituals, and what is one's own: Home, settings, starting with a preview, my data."""

import json

import pytest
from playwright.sync_api import expect


def test_home_shows_my_thanks_and_the_machinery_only_to_those_who_run_it(visitor):
    visitor.is_("hugo")
    visitor.opens_the_app()
    home = visitor.page.get_by_test_id("home")
    expect(home).to_contain_text("You were thanked")
    expect(home).not_to_contain_text("Running the rituals")
    visitor.looks("home-hugo")
    visitor.is_("dana")
    visitor.opens_the_app()
    expect(home).to_contain_text("Running the rituals")
    expect(home).to_contain_text("Customer Champions runs in #champions, #care")
    visitor.looks("home-dana")


def test_a_ritual_is_stopped_and_started_again_after_its_very_message_was_seen(visitor):
    visitor.is_("dana")
    visitor.opens_the_app()
    home = visitor.page.get_by_test_id("home")
    home.get_by_role("button", name="Stop", exact=True).first.click()  # Customer Champions stand first
    visitor.presses("Stop it", visitor.page.get_by_test_id("confirm"))
    expect(home).to_contain_text("Customer Champions posts nothing by itself yet")
    home.get_by_role("button", name="Start…", exact=True).first.click()
    visitor.looks("start-where")
    visitor.presses("Show me first", visitor.modal)
    expect(visitor.modal).to_contain_text("Customer Champions of the month")
    expect(visitor.modal).to_contain_text("read by")
    expect(visitor.modal).to_contain_text("Next:")
    visitor.looks("start-preview")
    visitor.presses("Start", visitor.modal)
    expect(visitor.page.get_by_test_id("modal")).to_have_count(0)
    expect(home).to_contain_text("Customer Champions runs in #care, #champions")


def test_settings_say_what_is_wrong_where_it_is_wrong_and_keep_what_is_right(visitor):
    visitor.is_("dana")
    visitor.types("/champion settings")
    values = visitor.modal.get_by_label("Values")
    before = values.input_value()
    values.fill("ownership, two words!")
    visitor.presses("Save", visitor.modal)
    expect(visitor.modal).to_contain_text("Only letters, digits and hyphens")
    visitor.looks("settings-errors")
    values.fill(f"{before}, patience")
    visitor.presses("Save", visitor.modal)
    expect(visitor.page.get_by_test_id("modal")).to_have_count(0)
    visitor.types("/champion help")
    expect(visitor.private).to_contain_text("#patience")
    visitor.looks("help")


def test_only_those_who_run_it_may_change_it(visitor):
    visitor.is_("ben")
    visitor.types("/champion settings")
    expect(visitor.private).to_contain_text("Only workspace admins and CX leads can change settings.")


@pytest.mark.parametrize("word", ["top", "me"])
def test_the_board_and_my_record_are_for_my_eyes(visitor, word):
    visitor.is_("ben")
    visitor.types(f"/champion {word}")
    expect(visitor.private).to_contain_text(
        {"top": "Customer Champions this month", "me": "What you were thanked for"}[word]
    )
    visitor.looks(word)
    visitor.is_("ana")
    expect(visitor.messages.last).to_be_visible()
    expect(visitor.page.locator(".message.ephemeral")).to_have_count(0)


def test_what_is_kept_about_me_comes_as_a_file_and_goes_when_i_say_so(visitor):
    visitor.is_("chloe", "general")
    visitor.types("/champion @hugo for a word that will be erased")
    expect(visitor.message("a word that will be erased")).to_be_visible()
    visitor.opens_the_app()
    home = visitor.page.get_by_test_id("home")
    visitor.presses("What is kept about me", home)
    expect(visitor.modal).to_contain_text("Customer Champions")
    visitor.looks("my-data")
    visitor.presses("Export", visitor.modal)
    visitor.presses("Close", visitor.modal)
    visitor.opens_the_app("Messages")
    file = visitor.page.get_by_test_id("file").last
    expect(file).to_be_visible()
    address = file.get_by_role("link").get_attribute("href")
    kept = json.loads(visitor.page.request.get(f"{visitor.address}{address}").text())
    assert "a word that will be erased" in [row["reason"] for row in kept["champions"]["given"]]
    visitor.opens_the_app("Home")
    visitor.presses("What is kept about me", home)
    visitor.presses("Erase", visitor.modal)
    visitor.presses("Erase", visitor.page.get_by_test_id("confirm"))
    visitor.is_("hugo", "general")
    expect(visitor.messages.filter(has_text="a word that will be erased")).to_have_count(0, timeout=20_000)
    expect(visitor.message("Its words and names were removed")).to_be_visible()
    visitor.looks("erased")
