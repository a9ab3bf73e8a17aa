"""Customer Champions: from the words somebody types to what the company reads."""


def test_ben_thanks_ana_and_everybody_reads_it(slack):
    receipt = slack.ben.types("/champion @ana for calming the renewal call #ownership")
    post = slack.channel("care").last
    assert "@ana is a *Customer Champion*" in post
    assert "> calming the renewal call" in post
    assert "Thanked by @ben" in post and "#ownership" in post
    assert "You thanked @ana" in receipt and "9 more people today (of 10)" in receipt
    assert "Undo" in receipt.buttons
    assert "@ben thanked you in <#C0CARE0000>" in slack.ana.inbox[-1]
    assert "Read it where it was posted" in slack.ana.inbox[-1]
