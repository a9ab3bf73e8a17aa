"""Complaints as people meet them in Slack: /complaint, its forms, and the buttons."""

from handlers import choices, words
from handlers.complaints import reading

COMMAND = "/complaint"


def register(app):
    words.answer(
        app,
        COMMAND,
        {
            "help": reading.help, "settings": choices.opener("complaints"),
        },
        otherwise=reading.help,
    )  # fmt: skip
