"""The menu on a shout-out's post. Everybody sees all of it, so each choice looks at who pressed."""

import json

from handlers.champions import editing
from models import champions, members, outbox
from models.errors import Refusal


def more(ack, action, body, meet, allowed, reading, show):
    """Edit…, Take it back…, or the names of all who are thanked and who agree."""
    meet()
    choice, _, number = action["selected_option"]["value"].partition(":")
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        shout_out = _under(session, here, int(number), body)
        names = members.names(session, here, [shout_out.giver, *champions.receivers_of(session, here, shout_out)])
        giver = names[shout_out.giver]
        receivers = [names[receiver] for receiver in champions.receivers_of(session, here, shout_out)]
        agreeing = champions.agreeing(session, here, shout_out)
        if choice == "takeback":
            champions.may_undo(session, here, shout_out, person)
    if choice == "edit":
        editing.form(shout_out.id, meet, allowed, reading, show)
        ack()
        return
    if choice == "takeback":
        own = person.slack_id == shout_out.giver
        show("champions.takeback", {"id": shout_out.id, "own": own, "giver": giver, "receivers": receivers})
    else:
        show("champions.named", {"giver": giver, "receivers": receivers, "agreeing": agreeing})
    ack()


def _under(session, here, number, body):
    """The shout-out on whose post it was pressed."""
    place = body.get("container") or {}
    posted = champions.posted_at(session, here, str(place.get("channel_id")), str(place.get("message_ts")))
    shout_out = champions.find(session, here, number)
    if posted != number or champions.taken_back(session, here, shout_out):
        raise Refusal("That shout-out can't be found any more.")
    return shout_out


def remove(ack, view, meet, actor, transaction, redraw, now):
    """Taken back after all, from the form that asked."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        shout_out = champions.undo(session, here, json.loads(view["private_metadata"])["id"], by=person, at=now())
        post = outbox.find(session, here, shout_out.letter_id) if shout_out.letter_id else None
        where = post.address if post else shout_out.channel
        if person.slack_id == shout_out.giver:
            people = champions.receivers_of(session, here, shout_out)
            told = {"receivers": people, "reason": shout_out.reason}
            outbox.private(session, here, where, person.slack_id, "champions.undone", at=now(), **told)
        else:
            outbox.private(
                session, here, where, person.slack_id, "champions.gone", at=now(), giver=shout_out.giver
            )  # fmt: skip
        giver = members.find(session, here, shout_out.giver)
        for home in {person, giver} - {None}:  # it stands on the giver's Home too
            redraw(session, here, home)
    ack()
