"""Complaints, written down and looked after."""


def test_the_command_says_how_complaints_work(slack):
    answer = slack.ben.types("/complaint help")
    assert "Describe what happened, not who." in answer.says
