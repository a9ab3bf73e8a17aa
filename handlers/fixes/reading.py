"""How fixes work, for whoever asks."""

from models import rights


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        lead = rights.may(session, here, actor(session, here), "look after customers")
    ack({"response_type": "ephemeral", **render("fixes.help", {"command": command["called"], "lead": lead})})
