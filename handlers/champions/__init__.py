"""Customer Champions as people meet them in Slack: /champion, the postcard, and the buttons."""

from handlers import choices, words
from handlers.champions import giving, reading

COMMAND = "/champion"


def register(app):
    words.answer(
        app,
        COMMAND,
        {
            "": giving.postcard, "help": reading.help, "top": reading.top, "me": reading.me,
            "settings": choices.opener("champions"),
        },
        otherwise=giving.give,
    )  # fmt: skip
    app.shortcut("champions.postcard")(giving.postcard)
    app.shortcut("champions.praise")(giving.praise)
    app.action("champions.postcard")(giving.postcard)
    app.view("champions.send")(giving.send)
    app.action("champions.undo")(giving.undo)
    app.action("champions.post")(giving.post)
    app.action("champions.quieten")(giving.quieten)
