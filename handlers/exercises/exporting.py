"""The record to take away: `/becustomer export`."""

from models.exercises import exporting


def export(ack, meet, allowed, transaction, render, now):
    """Two files by direct message: everybody's notes for a CX lead, their own for others."""
    meet()
    with transaction() as (session, here):
        whole = exporting.order(session, here, allowed(session, here, "take part"), at=now())
    ack({"response_type": "ephemeral", **render("exercises.exporting", {"whole": whole})})
