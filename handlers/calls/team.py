"""How the month goes, for leaders and CX leads."""

from models.calls import glance


def team(ack, meet, actor, reading, render, now):
    """`/calls team`."""
    meet()
    with reading() as (session, here):
        told = glance.team(session, here, actor(session, here), at=now())
    ack({"response_type": "ephemeral", **render("calls.team", told)})


def look_at_team(ack, meet, actor, reading, show, now):
    """The same in a window, from Home."""
    meet()
    with reading() as (session, here):
        told = glance.team(session, here, actor(session, here), at=now())
    show("calls.team_shown", {"told": told})
    ack()
