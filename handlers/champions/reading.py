"""Looking at Customer Champions: the board, my own record, help."""

from models import champions, choices, members
from models.calendar import local_day, month_bounds
from models.champions import Choices
from models.errors import Refusal

SHOWN = 10  # the last rank that is told
MOST = 15  # lines, however many share a rank
RECENT = 5


def top(ack, meet, actor, allowed, reading, render, now):
    """This month's board, for the one who asks: names without pinging anyone, and their own place."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        if choices.read(session, here, Choices).rank == "no":
            raise Refusal("This company chose not to rank people. `/champion me` shows what you were thanked for.")
        start, end = month_bounds(local_day(now(), here.zone), here.zone)
        places = champions.board(session, here, start, end)
        shown = [place for place in places[:MOST] if place.rank <= SHOWN]
        names = members.names(session, here, [place.person for place in shown])
        own = next((place for place in places if place.person == person.slack_id), None)
        board = {
            "places": [{"rank": one.rank, "name": names[one.person], "givers": one.colleagues} for one in shown],
            "own": {"rank": own.rank, "givers": own.colleagues} if own else None,
            "start": start.isoformat(), "zone": here.zone, "more": len(places) - len(shown),
        }  # fmt: skip
    ack({"response_type": "ephemeral", **render("champions.top", board)})


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
                {"reason": one.reason, "giver": names[one.giver], "at": one.given_at.isoformat(), "value": one.value}
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
    ack({
        "response_type": "ephemeral",
        **render("champions.help", {"command": command["called"], "values": list(own.values), "of": own.per_day}),
    })  # fmt: skip
