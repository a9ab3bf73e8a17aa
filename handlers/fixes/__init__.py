"""Fixes as people meet them in Slack: /fixes, its forms, and the buttons."""

from handlers import choices, words
from handlers.fixes import reading

COMMAND = "/fixes"


def register(app):
    words.answer(
        app,
        COMMAND,
        {
            "help": reading.help, "settings": choices.opener("fixes"),
        },
        otherwise=reading.help,
    )  # fmt: skip
