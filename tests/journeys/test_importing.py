"""A list of customers in the browser: chosen, looked through, its columns shown, agreed to."""

from playwright.sync_api import expect

LIST = (
    "Customer ID,Company,Churned,Churn reason,MRR\n9001,Harp & Sons,no,,120.50\n9002,Lantern Ltd,yes,Too expensive,80\n"
)


def test_a_list_is_chosen_looked_through_and_imported(visitor, tmp_path):
    file = tmp_path / "from our CRM.csv"
    file.write_text(LIST)
    visitor.is_("dana")
    visitor.types("/customers import")
    expect(visitor.modal).to_contain_text("nothing is imported before you say so")
    visitor.modal.locator("input[type=file]").set_input_files(file)
    visitor.looks("import-file")
    visitor.presses("Look through it", visitor.modal)
    expect(visitor.modal).to_have_count(0)
    visitor.opens_the_app("Messages")
    told = visitor.message("I've read from our CRM.csv")
    expect(told).to_contain_text("2 customers, 1 lost and 1 here")
    visitor.looks("import-looked")
    visitor.presses("Look and import", told)
    expect(visitor.modal).to_contain_text("“Harp & Sons”, “Lantern Ltd”")
    visitor.looks("import-columns")
    visitor.presses("Import", visitor.modal)
    expect(visitor.modal).to_contain_text("is being imported")
    visitor.presses("Close", visitor.modal)
    expect(visitor.message("was imported")).to_contain_text("2 rows: 2 new, 0 changed, 0 unchanged, 0 rejected.")
    visitor.looks("import-done")
