"""What people can read about calls by typing: how it works."""


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        actor(session, here)
    ack({"response_type": "ephemeral", **render("calls.help", {"command": command["called"]})})
