"""`/champion @ana` and nothing more: what she was thanked for, and a button to add to it."""

from handlers.champions import grammar, postcard
from models import champions, journey, members, workspaces
from models.errors import Refusal

RECENT = 5


def alone(command):
    """A matcher: one other person was named, and nothing else typed."""
    return _only(command) not in (None, command["user_id"])


def oneself(command):
    """A matcher: only oneself was named."""
    return _only(command) == command["user_id"]


def _only(command):
    found = grammar.MENTION.fullmatch(command.get("text", "").strip())
    return found[1] if found else None


def person(ack, command, meet, allowed, reading, render):
    """Public ones only, for the one who asks."""
    slack_id = _only(command)
    meet([slack_id])
    with reading() as (session, here):
        allowed(session, here, "take part")
        known = members.find(session, here, slack_id)
        if known is None:
            raise Refusal("Slack would not tell me who that is just now. Please try again in a moment.")
        champions.expect_colleague(known)
        praised = champions.praised(session, here, known, count=RECENT)
        names = members.names(session, here, [one.giver for one in praised])
        total, givers = champions.praises(session, here, known)
        record = {
            "id": known.slack_id, "name": known.name, "total": total, "givers": givers, "zone": here.zone,
            "praised": [
                {
                    "reason": one.reason, "giver": names[one.giver], "at": one.given_at.isoformat(),
                    "value": one.value, "stage": journey.stage_words(session, here, one.stage, one.given_at),
                }
                for one in praised
            ],
        }  # fmt: skip
    ack({"response_type": "ephemeral", **render("champions.person", record)})


def thank(ack, action, body, meet, allowed, reading, show):
    """The postcard, with this person filled in."""
    channel, called = postcard.opened_in(body)
    meet([action["value"]], channel=channel or None)
    with reading() as (session, here):
        allowed(session, here, "take part")
        where = workspaces.channel(session, here, channel)
        filled = postcard.card(session, here, where, channel=channel, called=called, people=[action["value"]])
    show("champions.postcard", filled)
    ack()
