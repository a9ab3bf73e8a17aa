"""What people can read about calls by typing: how it works."""

from models import calls


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        person = actor(session, here)
        told = {
            "lead": calls.is_lead(session, here, person), "leader": calls.is_leader(session, here, person),
        }  # fmt: skip
    ack({"response_type": "ephemeral", **render("calls.help", {"command": command["called"], **told})})
