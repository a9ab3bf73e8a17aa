"""The digest before its hour: shown to whoever asks, posted now, and set for one channel."""

import dataclasses
import json

from handlers import forms
from models import champions, choices, outbox, rights, workspaces
from models.champions import Choices
from models.errors import Refusal

UNKNOWN = "Slack tells me nothing about that channel: invite me there first."


def digest(ack, command, meet, allowed, reading, render, foresee, now):
    """`/champion digest`: as it would read in this channel now."""
    channel = command["channel_id"]
    meet(channel=channel)
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        where = workspaces.channel(session, here, channel)
        direct = bool(where and where.direct) or workspaces.is_direct(channel, command["channel_name"])
        so_far = champions.as_of(session, here, channel, at=now())
        coming = champions.due_in(session, here, channel)
        ahead = [due for _, due in foresee(session, here, "champions", [channel], now())] if coming else []
        shown = {
            "told": champions.letter(session, here, so_far.tally, so_far.start, so_far.end, so_far.every),
            "channel": channel, "direct": direct, "next": ahead[0].isoformat() if ahead else None, "zone": here.zone,
            "runs": rights.may(session, here, person, "change settings"),
        }  # fmt: skip
    ack({"response_type": "ephemeral", **render("champions.shown", shown)})


def publish(ack, action, body, meet, allowed, transaction, now):
    """Post it now, for everybody in the channel."""
    meet(channel=action["value"])
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        champions.publish(session, here, _place(session, here, action["value"]), by=person, at=now())
        outbox.answer(session, here, body["response_url"], "champions.published", at=now(), channel=action["value"])
    ack()


def adjust(ack, action, meet, allowed, reading, show):
    """The form with one channel's day, time and size."""
    meet(channel=action["value"])
    with reading() as (session, here):
        allowed(session, here, "change settings")
        where = _place(session, here, action["value"])
        own = choices.read(session, here, Choices)
        chosen = champions.rhythm(session, here, where.slack_id)
        size = choices.fields(Choices)["digest_size"]
        form = {
            **dataclasses.asdict(chosen), "channel": where.slack_id, "name": where.name, "zone": here.zone,
            "days": [*champions.DAYS, champions.NOWHERE], "least": size.least, "most": size.most,
            "day": chosen.day if where.slack_id in own.channels else champions.NOWHERE,
            "asleep": not (own.on and own.digest), "absent": not where.member, "bot": here.bot_user,
        }  # fmt: skip
    show("champions.rhythm", form)
    ack()


def arrange(ack, view, meet, allowed, transaction, redraw, now):
    """Keep what was chosen for one channel."""
    channel = json.loads(view["private_metadata"])["channel"]
    meet(channel=channel)
    fields = forms.typed(view)
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        champions.arrange(
            session, here, _place(session, here, channel), day=fields["day"], time=fields["time"] or "",
            size=fields["size"] or "", by=person, at=now(),
        )  # fmt: skip
        redraw(session, here, person)
    ack()


def go_on(ack, action, body, meet, allowed, transaction, redraw, now):
    """It was quiet for a while, and the digest goes on as it is."""
    _decide(champions.KEEP, action, body, meet, allowed, transaction, redraw, now)
    ack()


def slow_down(ack, action, body, meet, allowed, transaction, redraw, now):
    """From now on once a month."""
    _decide(champions.SLOWER, action, body, meet, allowed, transaction, redraw, now)
    ack()


def halt(ack, action, body, meet, allowed, transaction, redraw, now):
    """No more digests in that channel."""
    _decide(champions.STOP, action, body, meet, allowed, transaction, redraw, now)
    ack()


def _decide(way, action, body, meet, allowed, transaction, redraw, now):
    channel = action["value"]
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        champions.decide(session, here, channel, way, by=person, at=now())
        outbox.answer(
            session, here, body["response_url"], "champions.lull_over", at=now(), channel=channel,
            outcome=champions.outcome(session, here, channel),
        )  # fmt: skip
        redraw(session, here, person)


def _place(session, here, channel):
    where = workspaces.channel(session, here, channel)
    if where is None or (where.private and not where.name):
        raise Refusal(UNKNOWN)
    return where
