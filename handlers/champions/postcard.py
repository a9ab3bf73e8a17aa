"""The postcard: a form for a shout-out, with whatever is known of it filled in."""

import json

from handlers import forms
from handlers.champions import receipt
from models import champions, choices, journey, members, outbox, workspaces
from models.champions import Choices
from models.errors import Refusal

WHO = "Slack would not tell me who that is just now. Please try again in a moment."


def postcard(ack, body, meet, allowed, reading, show):
    """From bare /champion, Home, the shortcut, or a message's button, which may carry a draft (see `drafted`)."""
    _open(body, meet, allowed, reading, show, draft=drafted(body))
    ack()


def drafted(body):
    """What another ritual's message suggests to thank whom for: {people, reason, stage}, as JSON in its button."""
    value = body["actions"][0].get("value") if body.get("actions") else None
    return json.loads(value) if value and value.startswith("{") else {}


def praise(ack, body, meet, allowed, reading, show):
    """From a message, in a thread too, where Slack takes no commands: whoever wrote it, and a link to it."""
    _open(body, meet, allowed, reading, show, about=body["message"])
    ack()


def _open(body, meet, allowed, reading, show, about=None, draft=None):
    """Show the form. It asks where to post if that isn't clear from where it was opened."""
    channel, called = opened_in(body)
    author = about.get("user") if about else None
    suggested = (draft or {}).get("people", [])
    meet([author] if author else suggested, channel=channel or None)
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        known = members.among(session, here, [author] if author else suggested)
        where = workspaces.channel(session, here, channel)
        people = [one for one, who in known.items() if who.colleague and one != person.slack_id]
        # a conversation between a few is nobody else's to know of, not even by its link
        open_enough = where is not None and not where.direct and not workspaces.is_direct(channel, called)
        source = here.permalink(channel, about["ts"], about.get("thread_ts")) if about and open_enough else ""
        words = {name: value for name, value in (draft or {}).items() if name in ("reason", "stage")}
        filled = card(session, here, where, channel=channel, called=called, people=people, source=source, **words)
    show("champions.postcard", filled)


def opened_in(body):
    """The conversation of a request, and what Slack calls it: one between a few is mpdm-…, known to us or not."""
    if "channel_id" in body:
        return body["channel_id"], body.get("channel_name", "")
    place = body.get("channel") or {}
    return place.get("id", ""), place.get("name") or ""


def card(session, here, where, *, channel="", called="", people=(), reason="", value=None, stage=None, source=""):
    """The form's fields as they are known. `where` is the conversation it was opened in, or None."""
    chosen = choices.read(session, here, Choices)
    channel = where.slack_id if where else channel
    if not channel or (where and where.direct) or workspaces.is_direct(channel, called):
        channel = chosen.feed
    return {
        "values": list(chosen.values), "stages": journey.stage_choices(session, here, stage),
        "channel": channel, "people": list(people)[: chosen.per_day],
        "most": chosen.per_day, "reason": reason, "value": value, "stage": stage, "source": source,
    }  # fmt: skip


def send(ack, view, meet, actor, transaction, redraw, now):
    """The filled-in postcard. It goes to the channel that it was opened in, or to the one chosen in it."""
    fields, kept = forms.typed(view), json.loads(view["private_metadata"])
    people = fields["people"] or []
    channel = fields.get("channel") or kept["channel"]
    met = meet(people, channel=channel, audience=True)
    with transaction() as (session, here):
        known = members.among(session, here, people)
        if len(known) < len(people):
            raise Refusal(fields={"people": WHO})
        giver, reason = actor(session, here), fields["reason"] or ""
        where = _chosen(session, here, channel, now(), in_the_form=bool(fields.get("channel")))
        shout_out = champions.give(
            session, here, giver, [known[person] for person in people], reason, value=fields["value"],
            stage=fields.get("stage"), tags=champions.tags_in(reason), source=kept.get("source") or None,
            where=where, readers=met.readers, at=now(),
        )  # fmt: skip
        told = receipt.written(session, here, shout_out, where, giver, now(), known=known)
        outbox.private(session, here, channel, giver.slack_id, "champions.receipt", at=now(), **told)
        redraw(session, here, giver)
    ack()


def _chosen(session, here, channel, at, *, in_the_form):
    """Where it goes. A channel that Slack told nothing about counts as private."""
    where = workspaces.channel(session, here, channel)
    if where is None:
        where = workspaces.remember_channel(session, here, channel, at=at, private=True, member=False)
    if in_the_form and (where.shared or where.archived):
        raise Refusal(fields={"channel": "Choose one that is not archived, and not shared with another company."})
    return where
