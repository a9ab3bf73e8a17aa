"""Thanking in the browser: a group, something left out, a limit, putting it right, and from a message."""

from playwright.sync_api import expect


def test_a_group_is_thanked_and_the_words_put_right(visitor):
    visitor.is_("dana")
    visitor.types("/champion @support for the long night of the storm #teamwork #help")
    expect(visitor.private).to_contain_text("@support: 3 people")
    expect(visitor.message("long night of the storm")).to_contain_text("Get help")
    visitor.looks("giving-group")
    visitor.presses("Edit", visitor.private)
    expect(visitor.modal).to_contain_text("Edit your thank-you")
    visitor.looks("giving-edit")
    visitor.modal.get_by_label("What did they do?").fill("the very long night of the storm")
    visitor.presses("Save", visitor.modal)
    expect(visitor.message("very long night of the storm")).to_be_visible()
    visitor.looks("giving-edited")


def test_what_was_left_out_is_asked_for_on_the_postcard(visitor):
    visitor.is_("chloe")
    visitor.types("/champion @hugo @ines #pay")
    expect(visitor.modal).to_contain_text("Hugo Silva")
    visitor.looks("giving-missing")
    visitor.modal.get_by_label("What did they do?").fill("sorting out three bills in one call")
    visitor.presses("Thank them", visitor.modal)
    expect(visitor.message("three bills in one call")).to_contain_text("Pay and be billed")


def test_a_limit_says_which_it_is_and_when_it_lifts(visitor):
    visitor.is_("ines")  # nobody else's story lets her thank anyone
    for left, words in ((9, "staying on the line"), (8, "calling back at once")):
        visitor.types(f"/champion @felix for {words}")
        expect(visitor.private.last).to_contain_text(f"You can thank {left} more people")
    visitor.types("/champion @felix for a third good thing")
    expect(visitor.private.last).to_contain_text("twice within 7 days, the most for one person")
    expect(visitor.private.last).to_contain_text("You can thank them again from")
    visitor.looks("giving-limit")


def test_two_lines_in_quick_succession_are_both_said_in_their_order(visitor):
    visitor.is_("ines", "general")
    for number in range(1, 4):
        visitor.types(f"quick line {number}")
    expect(visitor.message("quick line 3")).to_be_visible()
    said = visitor.messages.filter(has_text="quick line").all_text_contents()
    assert [line for number, line in enumerate(said, 1) if f"quick line {number}" in line] == said
