"""Fixes as people meet them in Slack: /fixes, its forms, and the buttons."""

import re

from handlers import choices, words
from handlers.fixes import beginning, ladder, progressing, reading, rules

COMMAND = "/fixes"
LIST = re.compile(r"fixes\.list_\w*")  # buttons that stand side by side, so each has an id of its own


def register(app):
    words.answer(
        app,
        COMMAND,
        {
            "": reading.board, "mine": reading.mine, "export": reading.export, "new": beginning.new,
            "help": reading.help, "ladder": ladder.ladder, "rules": rules.rules, "settings": choices.opener("fixes"),
        },
        otherwise=reading.one,
    )  # fmt: skip
    app.action(LIST)(reading.leaf)
    _press(app, beginning.begin, beginning.attach, beginning.unlink, beginning.edit, progressing.look)
    _press(app, progressing.moved, progressing.no_change, progressing.done, progressing.stop, progressing.reopen)
    _press(app, progressing.blocked, progressing.unblock, progressing.answer)
    _fill(app, beginning.start, beginning.link, beginning.amend)
    _fill(app, progressing.move, progressing.finish, progressing.drop, progressing.block, progressing.decide)
    _climb(app)
    _retire(app)


def _climb(app):
    app.action("fixes.ladder")(ladder.ladder)
    app.action("fixes.rung")(ladder.rung)
    app.view("fixes.place")(ladder.place)
    app.action("fixes.unplace")(ladder.unplace)


def _retire(app):
    app.action("fixes.rules")(rules.rules)
    app.action("fixes.rules_before")(rules.rules_before)
    app.action("fixes.rules_after")(rules.rules_after)
    app.action("fixes.nominate")(rules.nominate)
    app.view("fixes.enter_rule")(rules.enter_rule)
    app.action("fixes.reword")(rules.reword)
    app.view("fixes.amend_rule")(rules.amend_rule)
    app.action("fixes.take_rule_back")(rules.take_rule_back)
    app.action("fixes.vote")(rules.vote)
    app.action("fixes.vote_here")(rules.vote_here)
    app.action("fixes.decide_rule")(rules.decide_rule)
    app.view("fixes.record_rule")(rules.record_rule)


def _press(app, *verbs):
    """A button for each of them, by its name."""
    for verb in verbs:
        app.action(f"fixes.{verb.__name__}")(verb)


def _fill(app, *verbs):
    """A form for each of them, by its name."""
    for verb in verbs:
        app.view(f"fixes.{verb.__name__}")(verb)
