"""The board as people ask for it: `/champion top`, its words in any order, and buttons that turn it."""

import json
import re
from dataclasses import dataclass, field

from handlers import words
from handlers.champions import grammar
from models import champions, choices, journey, members, outbox
from models.calendar import local_day
from models.champions import Choices
from models.errors import Refusal

SHOWN = 10  # the last rank that is told
MOST = 15  # lines, however many share a rank
QUIET = 3  # fewer people than these make a quiet period
TURN = re.compile(r"champions\.top_\w*")  # its buttons stand side by side, so each has an id of its own
NO_RANKS = "This company chose not to rank people. `/champion me` shows what you were thanked for."
CAN = "`top` takes week, month, quarter, year, all or a month (october, 2026-10), then givers, and a #value or #stage."


@dataclass
class Asked:
    """Which board somebody wants to see."""

    range: str = "month"
    givers: bool = False
    tag: str | None = None
    problems: list[str] = field(default_factory=list)


def top(ack, command, meet, allowed, reading, render, now):
    """For the one who asks: names without pinging anyone, and their own place."""
    meet()
    with reading() as (session, here):
        person = allowed(session, here, "take part")
        today = local_day(now(), here.zone)
        known = _tags(session, here, choices.read(session, here, Choices))
        text = grammar.readable(command["text"], {})
        asked = read(words.split(text)[1], known, today)
        if asked.problems:
            raise Refusal(*asked.problems, CAN, typed=f"{command['called']} {text}")
        board = _board(session, here, person, asked, now())
    ack({"response_type": "ephemeral", **render("champions.top", board)})


def turn(ack, action, body, meet, allowed, reading, transaction, now):
    """Another stretch of time, or the other side, in place. It is counted before anything is locked for writing."""
    meet()
    asked = Asked(**json.loads(action["value"]))
    with reading() as (session, here):
        board = _board(session, here, allowed(session, here, "take part"), asked, now())
    with transaction() as (session, here):
        outbox.answer(session, here, body["response_url"], "champions.top", at=now(), **board)
    ack()


def read(text, tags, today):
    """`october givers #ownership`, in any order. What it doesn't know is named."""
    asked, ranges, wanted, said = Asked(), [], [], text.split()
    while said:
        word, found = said[0], champions.key_of(said, today)
        bare = word.lstrip("#").lower()
        if found:
            ranges.append(found[0])
        elif word.lower() in ("givers", "receivers"):
            asked.givers = word.lower() == "givers"
        elif word.startswith("#") and bare in tags:
            wanted.append(bare)
        else:
            asked.problems.append(_unknown(word, tags))
        said = said[found[1] if found else 1 :]
    for several, what in ((ranges, "stretch of time"), (wanted, "tag")):
        if len(set(several)) > 1:
            asked.problems.append(f"One {what} at a time: {' or '.join(dict.fromkeys(several))}.")
    asked.range, asked.tag = (ranges or ["month"])[-1], (wanted or [None])[-1]
    return asked


def _unknown(word, tags):
    if word.startswith("#"):
        return f"Nothing is tagged “{word}” here: there is {' '.join(f'#{tag}' for tag in tags)}."
    return f"I don't know what “{word}” means here."


def _tags(session, here, chosen):
    return list(dict.fromkeys([*chosen.values, *journey.every_stage(session, here)]))


def _board(session, here, person, asked, at):
    """What the message shows to this person."""
    if choices.read(session, here, Choices).rank == "no":
        raise Refusal(NO_RANKS)
    span = champions.span(asked.range, at, here.zone)
    places = champions.board(session, here, span.start, span.end, givers=asked.givers, tag=asked.tag)
    shown = [place for place in places[:MOST] if place.rank <= SHOWN]
    names = members.names(session, here, [place.person for place in shown])
    own = champions.own_place(places, person.slack_id, shown=SHOWN)
    return {
        "places": [{"rank": one.rank, "colleagues": one.colleagues, "name": names[one.person]} for one in shown],
        "own": vars(own) if own else None,
        "left_out": person.unranked, "range": asked.range, "givers": asked.givers, "tag": asked.tag,
        "words": span.words, "running": span.running, "start": span.start.isoformat(), "zone": here.zone,
        "more": len(places) - len(shown), "quiet": 0 < len(places) < QUIET and asked.range != champions.ALL,
    }  # fmt: skip
