"""Calls to lost customers as people meet them in Slack: /calls, its forms, and the buttons."""

import re

from handlers import choices, words
from handlers.calls import (
    away,
    drafting,
    exporting,
    joining,
    month,
    owners,
    plays,
    promising,
    reading,
    reviewing,
    team,
    writing,
)

COMMAND = "/calls"
CLEAR = re.compile(r"calls\.clear_\w*")  # its buttons stand side by side, so each has an id of its own


def register(app):
    words.answer(
        app,
        COMMAND,
        {
            "": month.mine, "help": reading.help, "log": writing.own, "team": team.team, "library": plays.library,
            "pack": reviewing.pack, "export": exporting.export,
            "away": away.away, "ask": joining.ask, "withdraw": plays.take_word, "settings": choices.opener("calls"),
        },
        otherwise=reading.help,
    )  # fmt: skip
    _join(app)
    _look_through(app)
    _press(app, month.show, month.details, month.connect, month.not_yet, month.pass_over, month.another)
    app.view("calls.snooze")(month.snooze)
    app.view("calls.hand_over")(month.hand_over)
    _press(app, writing.called, writing.log_this, writing.reshape, writing.correct, writing.take_back)
    app.view("calls.log")(writing.log)
    app.view("calls.amend")(writing.amend)
    _press(app, promising.follow_ups, promising.done, promising.move)
    app.view("calls.reschedule")(promising.reschedule)
    _press(app, plays.listened, plays.skip, plays.leave_out, plays.release, plays.earlier, plays.withdraw)
    _press(app, team.look_at_team)
    _press(app, reviewing.vote, reviewing.decide, reviewing.finish, reviewing.postpone, reviewing.paper)
    app.view("calls.record")(reviewing.record)
    app.view("calls.put_off")(reviewing.put_off)


def _join(app):
    _press(app, joining.ask, joining.start, joining.later, joining.not_me, joining.start_now, joining.stay)
    _press(app, joining.stop, joining.helpers, away.away, away.come_back)
    app.view("calls.enrol")(joining.enrol)
    app.view("calls.keep_helpers")(joining.keep_helpers)
    app.view("calls.go_away")(away.go_away)


def _look_through(app):
    _press(app, drafting.look_through, drafting.leaf, drafting.swap, drafting.remove, drafting.send_now, drafting.hold)
    _press(app, drafting.delicate, owners.owner_holds, owners.lift_hold, owners.note)
    app.action(CLEAR)(drafting.clear)
    app.view("calls.owner_says")(owners.owner_says)


def _press(app, *verbs):
    """A button for each of them, by its name."""
    for verb in verbs:
        app.action(f"calls.{verb.__name__}")(verb)
