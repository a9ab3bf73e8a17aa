"""The record to take away: `/complaint export`."""

from models.complaints import exporting


def export(ack, meet, allowed, transaction, render, now):
    """Two files by direct message: every complaint for a CX lead, their own for others."""
    meet()
    with transaction() as (session, here):
        whole = exporting.order(session, here, allowed(session, here, "take part"), at=now())
    ack({"response_type": "ephemeral", **render("complaints.exporting", {"whole": whole})})
