"""`/cx`: one command for everything, since another app may own a ritual's name."""

from handlers import mydata, setup, words
from models import rights

COMMAND = "/cx"


def register(app, rituals):
    words.answer(
        app,
        COMMAND,
        {
            "": help, "help": help, "setup": setup.open_, "pause": setup.pause, "resume": setup.resume,
            "roles": setup.roles, "my": mydata.open_, "mydata": mydata.open_,
        },
        otherwise=help,
    )  # fmt: skip


def help(ack, meet, actor, reading, render, rituals):
    meet()
    with reading() as (session, here):
        person = actor(session, here)
        runs = rights.may(session, here, person, "change settings")
    commands = [{"command": ritual.handlers.COMMAND, "title": ritual.rules.TITLE} for ritual in rituals.values()]
    ack({"response_type": "ephemeral", **render("cx.help", {"rituals": commands, "runs": runs})})
