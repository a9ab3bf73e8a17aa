"""Customer Champions as people meet them in Slack: /champion, the postcard, and the buttons."""

from handlers import choices, words
from handlers.champions import (
    agreeing,
    board,
    digests,
    editing,
    exporting,
    giving,
    menu,
    person,
    postcard,
    reading,
    tags,
)

COMMAND = "/champion"


def register(app):
    app.command(COMMAND, matchers=[person.oneself])(reading.me)
    app.command(COMMAND, matchers=[person.alone])(person.person)
    words.answer(
        app,
        COMMAND,
        {
            "": postcard.postcard, "help": reading.help, "top": board.top, "export": exporting.export, "me": reading.me,
            "digest": digests.digest, "settings": choices.opener("champions"),
        },
        otherwise=giving.give,
    )  # fmt: skip
    app.shortcut("champions.postcard")(postcard.postcard)
    app.shortcut("champions.praise")(postcard.praise)
    app.action("champions.postcard")(postcard.postcard)
    app.view("champions.send")(postcard.send)
    app.action("champions.edit")(editing.edit)
    app.view("champions.amend")(editing.amend)
    app.action("champions.hand_on")(editing.hand_on)
    app.action("champions.adopt")(tags.adopt)
    app.action("champions.decline")(tags.decline)
    app.action("champions.undo")(giving.undo)
    app.action("champions.post")(giving.post)
    app.action("champions.quieten")(giving.quieten)
    app.action("champions.thank")(person.thank)
    app.action(board.TURN)(board.turn)
    app.action("champions.agree")(agreeing.agree)
    app.action("champions.reconsider")(agreeing.reconsider)
    app.event("reaction_added")(agreeing.reacted)
    app.event("reaction_removed")(agreeing.reacted)
    app.action("champions.more")(menu.more)
    app.view("champions.remove")(menu.remove)
    app.action("champions.publish")(digests.publish)
    app.action("champions.adjust")(digests.adjust)
    app.view("champions.arrange")(digests.arrange)
    app.action("champions.go_on")(digests.go_on)
    app.action("champions.slow_down")(digests.slow_down)
    app.action("champions.halt")(digests.halt)
