"""Customer math in the browser: a loss is written down and counted, and the week comes with its bowl of marbles."""

from playwright.sync_api import expect


def test_a_loss_is_written_down_counted_and_undone(visitor):
    visitor.is_("dana")
    visitor.types("/customers lost Petrov Family because too expensive, 85 EUR, today, they bought a sofa")
    told = visitor.private
    expect(told).to_contain_text("Petrov Family left today")
    expect(told).to_contain_text("Too expensive for what we get")
    visitor.looks("customers-lost")
    visitor.types("/customers Petrov Family")
    expect(visitor.private).to_contain_text("they bought a sofa")
    visitor.looks("customers-record")
    visitor.presses("Undo", visitor.page.locator(".message.ephemeral").filter(has_text="left today").last)
    expect(visitor.page.locator(".message.ephemeral").filter(has_text="aken back").last).to_be_visible()


def test_what_a_colleague_tells_waits_for_the_cx_lead(visitor):
    visitor.is_("hugo")
    visitor.types("/customers lost Scheldt Hotels because how we were served, today, the lift was blocked for a day")
    expect(visitor.private).to_contain_text("waits for a CX lead's yes")
    expect(visitor.private).not_to_contain_text("Scheldt")
    visitor.is_("dana")
    visitor.opens_the_app("Messages")
    asked = visitor.message("Scheldt Hotels")
    expect(asked).to_contain_text("the lift was blocked for a day")
    visitor.looks("customers-waiting")


def test_the_form_finds_a_customer_as_somebody_types(phone):
    phone.is_("dana")
    phone.types("/customers lost")
    expect(phone.modal).to_contain_text("Since when are they gone?")
    phone.modal.get_by_role("combobox").first.press_sequentially("weir")
    phone.modal.get_by_role("option").filter(has_text="Weir & Lock Coworking").first.click()
    phone.looks("customers-form")
    phone.modal.get_by_label("What reason did they state?").select_option(label="Quality or reliability")
    phone.presses("Save", phone.modal)
    expect(phone.private).to_contain_text("Weir & Lock Coworking left")


def test_the_weeks_summary_comes_with_the_bowl_when_monday_has_come(visitor):
    visitor.is_("ana", "general")
    expect(visitor.messages.last).to_be_visible()
    bowls = visitor.messages.filter(has=visitor.page.locator("img[alt^='Bowl of marbles']"))
    before = bowls.count()
    visitor.is_("dana", "general")
    for name in ("Kornfeld Ash", "Kornfeld Birch", "Kornfeld Cedar", "Kornfeld Elm", "Kornfeld Fir"):
        visitor.types(f"/customers gained {name}, 490 EUR")
        expect(visitor.modal).to_contain_text("I know nobody called")
        visitor.presses("Save", visitor.modal)
        expect(visitor.private).to_contain_text(f"{name} became a customer today")
    visitor.pushes("Monday 09:00")
    expect(bowls.nth(before)).to_be_visible()
    told = bowls.last
    expect(told).to_contain_text("last week.")
    expect(told).not_to_contain_text("Kornfeld")
    visitor.looks("customers-week")
    visitor.presses("How is this counted?", told)
    expect(visitor.modal).to_contain_text("opening + gained + returned - lost")
    visitor.looks("customers-formulas")
