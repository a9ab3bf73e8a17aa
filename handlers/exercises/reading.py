"""What people can read about exercises by typing: how it works."""

from models import rights
from models.exercises import ACT


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        lead = rights.may(session, here, actor(session, here), ACT)
    ack({"response_type": "ephemeral", **render("exercises.help", {"command": command["called"], "lead": lead})})
