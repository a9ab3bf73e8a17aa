"""Being a customer as people meet it in Slack: /becustomer, its forms, and the buttons."""

from handlers import choices, words
from handlers.exercises import joining, reading

COMMAND = "/becustomer"


def register(app):
    words.answer(
        app,
        COMMAND,
        {"": reading.help, "help": reading.help, "settings": choices.opener("exercises")},
        otherwise=reading.help,
    )
    _press(app, joining.join, joining.leave, joining.pausing, joining.go_on, joining.enrolling)
    app.view("exercises.pause")(joining.pause)
    app.view("exercises.enrol")(joining.enrol)


def _press(app, *verbs):
    """A button for each of them, by its name."""
    for verb in verbs:
        app.action(f"exercises.{verb.__name__}")(verb)
