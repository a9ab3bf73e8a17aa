"""Being a customer as people meet it in Slack: /becustomer, its forms, and the buttons."""

from handlers import choices, words
from handlers.exercises import auditing, catalogue, doing, exporting, joining, noting, planning, reading

COMMAND = "/becustomer"


def register(app):
    words.answer(
        app,
        COMMAND,
        {
            "": noting.noting, "help": reading.help, "me": reading.me, "notes": reading.month_notes,
            "list": catalogue.catalogue, "export": exporting.export,
            "plan": planning.plan_, "audit": auditing.auditing, "settings": choices.opener("exercises"),
        },
        otherwise=reading.help,
    )  # fmt: skip
    _press(app, doing.take, doing.another, doing.not_now)
    _press(app, joining.join, joining.leave, joining.pausing, joining.go_on, joining.enrolling)
    app.view("exercises.pause")(joining.pause)
    app.view("exercises.enrol")(joining.enrol)
    _notes(app)
    _plan(app)
    _press(app, auditing.auditing, auditing.unlook)
    app.view("exercises.look")(auditing.look)


def _notes(app):
    """Written, read, changed, taken back."""
    _press(app, noting.noting, noting.editing, noting.take_back, reading.mine, reading.screenshots)
    app.action("exercises.notes")(reading.notes_)
    app.shortcut("exercises.noting")(noting.noting)
    app.shortcut("exercises.pick_up")(noting.pick_up)
    app.view("exercises.write")(noting.write)
    app.view("exercises.correct")(noting.correct)


def _plan(app):
    """The catalogue and the months to come."""
    _press(app, catalogue.stage, catalogue.retire, catalogue.bring_back, catalogue.adding, catalogue.changing)
    _press(app, catalogue.securing, catalogue.accounts, planning.planning)
    app.view("exercises.add")(catalogue.add)
    app.view("exercises.change")(catalogue.change)
    app.view("exercises.make_safe")(catalogue.make_safe)
    app.view("exercises.spare")(catalogue.spare)
    app.view("exercises.plan")(planning.plan)


def _press(app, *verbs):
    """A button for each of them, by its name."""
    for verb in verbs:
        app.action(f"exercises.{verb.__name__}")(verb)
