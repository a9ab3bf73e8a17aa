"""Calls to lost customers as people meet them in Slack: /calls, its forms, and the buttons."""

from handlers import choices, words
from handlers.calls import reading

COMMAND = "/calls"


def register(app):
    words.answer(app, COMMAND, {"help": reading.help, "settings": choices.opener("calls")}, otherwise=reading.help)
