"""Looking at Customer Champions: my own record, help."""

from models import champions, choices, journey, members
from models.champions import Choices

RECENT = 5


def me(ack, meet, allowed, reading, render, now):
    """What I was thanked for, and what I have left to give today."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        thanked = champions.thanked(session, here, person.slack_id, count=RECENT)
        names = members.names(session, here, [one.giver for one in thanked])
        left = champions.allowance(session, here, person, at=now())
        total, givers = champions.received(session, here, person.slack_id)
        record = {
            "thanked": [
                {
                    "reason": one.reason, "giver": names[one.giver], "at": one.given_at.isoformat(), "value": one.value,
                    "withheld": one.withheld, "agreed": one.agreed,
                }
                for one in thanked
            ],
            "total": total, "givers": givers, "given": champions.given(session, here, person.slack_id),
            "left": left.left, "of": left.of, "zone": members.zone_of(person, here),
        }  # fmt: skip
    ack({"response_type": "ephemeral", **render("champions.me", record)})


def help(ack, command, meet, actor, reading, render):
    meet()
    with reading() as (session, here):
        actor(session, here)
        own = choices.read(session, here, Choices)
        stages = [one.key for one in journey.stages(session, here)]
    ack({
        "response_type": "ephemeral",
        **render("champions.help", {
            "command": command["called"], "values": list(own.values), "stages": stages, "of": own.per_day,
        }),
    })  # fmt: skip
