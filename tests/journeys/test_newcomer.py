"""A newcomer's first ten minutes: the first shout-out, and a month of it."""

from playwright.sync_api import expect


def test_from_the_first_shout_out_to_the_months_digest(visitor):
    visitor.is_("ben")
    visitor.composer.click()
    visitor.page.keyboard.type("/champion @an")
    expect(visitor.page.get_by_role("option", name="Ana Costa Support lead")).to_be_visible()
    visitor.looks("newcomer-completion")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("for calming the renewal call #ownership")
    visitor.page.keyboard.press("Enter")

    post = visitor.message("calming the renewal call")
    expect(post).to_contain_text("@Ana Costa is a Customer Champion")
    expect(post).to_contain_text("#ownership")
    expect(visitor.private).to_contain_text("You thanked @Ana Costa for #ownership. They get a direct message too.")
    expect(visitor.private.get_by_role("button", name="Undo")).to_be_visible()
    visitor.looks("newcomer-posted")

    visitor.is_("ana")
    visitor.opens_the_app("Messages")
    word = visitor.message("calming the renewal call")
    expect(word).to_contain_text("@Ben Okafor thanked you in #care: you are a Customer Champion.")
    visitor.looks("newcomer-dm")
    word.get_by_role("link", name="Read it where it was posted").click()
    expect(visitor.message("calming the renewal call")).to_contain_text("Thanked by @Ben Okafor")

    visitor.is_("ana", "champions")
    expect(visitor.messages.last).to_be_visible()
    before = visitor.messages.filter(has_text="Customer Champions of the month").count()
    for button in ("Next month", "Month's end"):  # one digest at least lies in between, whatever day it is
        visitor.pushes(button)
    digests = visitor.messages.filter(has_text="Customer Champions of the month")
    expect(digests.nth(before)).to_be_visible(timeout=20_000)
    assert digests.filter(has_text="Ana Costa").count()
    visitor.sees_nothing_twice()
    visitor.looks("newcomer-digest")


def test_nothing_is_shown_twice_when_time_jumps_while_the_page_is_open(visitor):
    visitor.is_("hugo")
    visitor.types("/champion @chloe for one thing that is said once")
    expect(visitor.message("said once")).to_be_visible()
    visitor.pushes("+1 hour")
    visitor.types("Good evening")
    expect(visitor.message("Good evening")).to_be_visible()
    seen = visitor.sees_nothing_twice()
    visitor.page.reload()
    expect(visitor.message("Good evening")).to_be_visible()
    assert visitor.sees_nothing_twice() == seen


def test_a_shout_out_is_taken_back_with_two_clicks(visitor):
    visitor.is_("ben", "general")
    visitor.types("/champion @chloe for something that was Hugo")
    expect(visitor.message("something that was Hugo")).to_be_visible()
    visitor.presses("Undo", visitor.private)
    visitor.looks("undo-sure")
    visitor.presses("Take it back", visitor.page.get_by_test_id("confirm"))
    expect(visitor.private).to_contain_text("Taken back")
    expect(
        visitor.messages.filter(has_text="@Chloé Martin is a Customer Champion").filter(has_text="was Hugo")
    ).to_have_count(0)
    visitor.looks("undone")


def test_a_refusal_tells_everything_at_once_and_hands_the_text_back(visitor):
    visitor.is_("ben")
    visitor.types("/champion @ben @tom @nobody")
    for problem in (
        "You can't thank yourself",
        "Tom Falk no longer works here",
        "who @nobody is",
    ):
        expect(visitor.private).to_contain_text(problem)
    expect(visitor.private.locator("pre")).to_have_text("/champion @Ben Okafor @Tom Falk @nobody")
    visitor.looks("refused")


def test_the_postcard_tells_each_mistake_where_it_was_made(visitor):
    visitor.is_("ben")
    visitor.types("/champion")
    expect(visitor.modal).to_contain_text("Thank a Champion")
    visitor.picks("Ben Okafor")
    visitor.modal.get_by_label("What did they do?").fill("   ")
    visitor.presses("Thank them", visitor.modal)
    expect(visitor.modal).to_contain_text("You can't thank yourself")
    visitor.looks("postcard-errors")
    visitor.picks("Ben Okafor", "Hugo Silva")
    visitor.modal.get_by_label("What did they do?").fill("stayed until the van came")
    visitor.modal.get_by_label("Which value").select_option("teamwork")
    visitor.presses("Thank them", visitor.modal)
    expect(visitor.page.get_by_test_id("modal")).to_have_count(0)
    expect(visitor.message("stayed until the van came")).to_contain_text("@Hugo Silva is a Customer Champion")


def test_everything_works_with_the_keyboard_alone(visitor):
    visitor.is_("chloe")
    visitor.composer.focus()
    visitor.page.keyboard.type("/champion")
    visitor.page.keyboard.press("Escape")
    visitor.page.keyboard.press("Enter")
    expect(visitor.modal.locator("summary").first).to_be_focused()
    visitor.page.keyboard.press("Enter")  # its list opens
    expect(visitor.modal.locator(".filter")).to_be_focused()
    visitor.page.keyboard.type("Hugo")
    expect(visitor.modal.locator(".option:visible")).to_have_count(1)
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Space")
    visitor.page.keyboard.press("Escape")
    expect(visitor.modal).to_contain_text("Hugo Silva")
    visitor.modal.get_by_label("What did they do?").focus()
    visitor.page.keyboard.type("carried it up six floors")
    visitor.modal.get_by_role("button", name="Thank them").focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.message("carried it up six floors")).to_contain_text("@Hugo Silva is a Customer Champion")


def test_a_phone_is_enough(phone):
    phone.is_("ben")
    phone.types("/champion @ana for answering from the train")
    expect(phone.message("answering from the train")).to_contain_text("@Ana Costa is a Customer Champion")
    phone.looks("phone-posted")
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "the page is wider than the phone"
    phone.types("/champion")
    expect(phone.modal).to_be_visible()
    box = phone.modal.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    phone.looks("phone-postcard")
