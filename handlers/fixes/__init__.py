"""Fixes as people meet them in Slack: /fixes, its forms, and the buttons."""

from handlers import choices, words
from handlers.fixes import ladder, reading, rules

COMMAND = "/fixes"


def register(app):
    words.answer(
        app,
        COMMAND,
        {
            "help": reading.help, "ladder": ladder.ladder, "rules": rules.rules, "settings": choices.opener("fixes"),
        },
        otherwise=reading.help,
    )  # fmt: skip
    _climb(app)
    _retire(app)


def _climb(app):
    app.action("fixes.rung")(ladder.rung)
    app.view("fixes.place")(ladder.place)
    app.action("fixes.unplace")(ladder.unplace)


def _retire(app):
    app.action("fixes.rules")(rules.rules)
    app.action("fixes.rules_before")(rules.rules_before)
    app.action("fixes.rules_after")(rules.rules_after)
    app.action("fixes.nominate")(rules.nominate)
    app.shortcut("fixes.nominate")(rules.nominate)
    app.view("fixes.enter_rule")(rules.enter_rule)
    app.action("fixes.reword")(rules.reword)
    app.view("fixes.amend_rule")(rules.amend_rule)
    app.action("fixes.take_rule_back")(rules.take_rule_back)
    app.action("fixes.vote")(rules.vote)
    app.action("fixes.vote_here")(rules.vote_here)
    app.action("fixes.decide_rule")(rules.decide_rule)
    app.view("fixes.record_rule")(rules.record_rule)
