"""What people can read about customers by typing: how it works, and the numbers."""


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        actor(session, here)
    ack({"response_type": "ephemeral", **render("customers.help", {"command": command["called"]})})
