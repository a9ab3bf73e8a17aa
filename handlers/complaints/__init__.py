"""Complaints as people meet them in Slack: /complaint, its forms, and the buttons."""

from handlers import choices, words
from handlers.complaints import (
    amending,
    board,
    capture,
    card,
    clocks,
    exporting,
    handling,
    importing,
    reading,
    rising,
    times,
    trends,
)

COMMAND = "/complaint"


def register(app):
    own = (
        ("help", reading.help),
        ("settings", choices.opener("complaints")),
        ("export", exporting.export),
        ("import", importing.bring),
    )
    for word, answers in own:
        app.command(COMMAND, matchers=[words.alone(word)])(answers)
    _capture(app)
    _look_after(app)
    _trend(app)
    _bring(app)
    app.command(COMMAND)(capture.complain)  # whatever else is typed is a complaint


def _capture(app):
    app.shortcut("complaints.note")(capture.note)
    app.shortcut("complaints.log")(capture.log)
    for verb in (capture.note, capture.suggest, amending.edit, amending.take_back, amending.agree, amending.withhold):
        app.action(f"complaints.{verb.__name__}")(verb)
    app.options("complaints.look")(capture.look)
    app.view("complaints.record")(capture.record)
    app.view("complaints.amend")(amending.amend)
    app.action("complaints.clear")(amending.clear)
    app.action("complaints.triage")(amending.triage)
    app.view("complaints.place")(amending.place)


def _look_after(app):
    app.command(COMMAND, matchers=[words.says("list")])(board.board)
    app.command(COMMAND, matchers=[words.alone("clocks")])(clocks.clocks)
    app.command(COMMAND, matchers=[words.says("times")])(times.times)
    app.command(COMMAND, matchers=[card.numbered])(card.card)
    app.action(board.TURN)(board.turn)
    _press(app, board.mine, card.show, clocks.clocks, handling.take, handling.acknowledge, handling.investigate)
    _press(app, handling.assess)
    _press(app, handling.respond, handling.close, handling.review, handling.reopen, handling.duplicate, handling.give)
    for keeps in (handling.conclude, handling.rate, handling.answer, handling.learn, handling.open_again):
        app.view(f"complaints.{keeps.__name__}")(keeps)
    for keeps in (handling.join, handling.hand_over, clocks.set_clocks):
        app.view(f"complaints.{keeps.__name__}")(keeps)


def _trend(app):
    app.command(COMMAND, matchers=[words.says("trends")])(trends.trends)
    _press(app, trends.tabulate, trends.explain, rising.weigh, rising.weigh_rise)
    app.view("complaints.decide")(rising.decide)


def _bring(app):
    _press(app, importing.bring, importing.look_over, importing.let_go)
    app.view("complaints.hand_in")(importing.hand_in)
    app.view("complaints.consent")(importing.consent)


def _press(app, *verbs):
    """Buttons, each with the id of its function."""
    for verb in verbs:
        app.action(f"complaints.{verb.__name__}")(verb)
