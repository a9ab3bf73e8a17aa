"""What people can read about customers by typing: how it works, and the numbers."""

from models import customers


def help(ack, command, meet, reading, actor, render):
    meet()
    with reading() as (session, here):
        records = customers.may_record(session, here, actor(session, here), None)
    ack({
        "response_type": "ephemeral",
        **render("customers.help", {"command": command["called"], "records": records}),
    })  # fmt: skip
