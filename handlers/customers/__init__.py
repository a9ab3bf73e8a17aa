"""Customer math as people meet it in Slack: /customers, its forms, and the buttons."""

from handlers import choices, words
from handlers.customers import reading

COMMAND = "/customers"


def register(app):
    words.answer(app, COMMAND, {"help": reading.help, "settings": choices.opener("customers")}, otherwise=reading.help)
