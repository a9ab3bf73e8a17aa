"""The record to take away: `/customers export`."""

from models import customers


def export(ack, command, meet, allowed, transaction, render, now):
    """Two files by direct message: as much of the record as this person may see."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        width = customers.order(session, here, person, at=now())
    ack({"response_type": "ephemeral", **render("customers.exporting", {"width": width})})
