"""What people can read about exercises by typing: how it works."""

from models import exercises, rights


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        lead = rights.may(session, here, actor(session, here), exercises.ACT)
    ack({"response_type": "ephemeral", **render("exercises.help", {"command": command["called"], "lead": lead})})


def me(ack, meet, allowed, reading, render, now):
    """`/becustomer me`: whether they take part, and how to pause or leave."""
    meet()
    with reading() as (session, here):
        told = exercises.standing(session, here, allowed(session, here, "take part"), at=now())
    ack({"response_type": "ephemeral", **render("exercises.standing", told)})
