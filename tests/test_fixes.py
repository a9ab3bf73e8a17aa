"""Fixes, begun, looked after and checked."""


def test_the_command_says_how_fixes_work(slack):
    answer = slack.ben.types("/fixes help")
    assert "one person who answers for it" in answer.says
