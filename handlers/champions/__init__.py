"""Customer Champions as people meet them in Slack: /champion, the postcard, and the buttons."""

from handlers import choices, words
from handlers.champions import agreeing, board, exporting, giving, menu, reading

COMMAND = "/champion"


def register(app):
    words.answer(
        app,
        COMMAND,
        {
            "": giving.postcard, "help": reading.help, "top": board.top, "export": exporting.export, "me": reading.me,
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
    app.action(board.TURN)(board.turn)
    app.action("champions.agree")(agreeing.agree)
    app.action("champions.reconsider")(agreeing.reconsider)
    app.event("reaction_added")(agreeing.reacted)
    app.event("reaction_removed")(agreeing.reacted)
    app.action("champions.more")(menu.more)
    app.view("champions.remove")(menu.remove)
