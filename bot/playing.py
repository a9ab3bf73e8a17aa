"""The sandbox's clock: played time that can be pushed, and the door by which the played workspace pushes it."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import Played
from bot.house import Furnished


class PlayedTime:
    """Real time, shifted."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def set(self, to: datetime) -> None:
        self.shift = to - datetime.now(UTC)


def soonest(furnished: Furnished) -> datetime | None:
    """The next moment at which anything would happen by itself."""
    moments = (furnished.clock.next_due(), furnished.delivery.next_due())
    return min((moment for moment in moments if moment), default=None)


def push(furnished: Furnished, time: PlayedTime, to: datetime) -> list[Played]:
    """Play every moment that is due up to `to`, in order, and empty the outbox between them."""
    played: list[Played] = []
    furnished.delivery.drain(pace=False)
    while (moment := soonest(furnished)) is not None and moment <= to:
        time.set(max(moment, time.now()))
        played += furnished.clock.tick(time.now())
        furnished.delivery.drain(pace=False)
    if to > time.now():
        time.set(to)
    return played


class ClockDoor:
    """GET says what time it is and what is next; POST {"to": …} goes there. Exists only in the sandbox."""

    def __init__(self, furnished: Furnished, time: PlayedTime) -> None:
        self.furnished, self.time = furnished, time

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            size = int(environ.get("CONTENT_LENGTH") or 0)
            to = datetime.fromisoformat(json.loads(environ["wsgi.input"].read(size))["to"])
            played = push(self.furnished, self.time, to)
            told: dict[str, Any] = {
                "now": self.time.now().isoformat(),
                "played": [
                    {"at": one.at.isoformat(), "what": self._said(one)}
                    for one in played
                    if one.outcome != "quiet" or one.name.partition(".")[0] in self.furnished.house.rituals
                ],
            }
        else:
            moment = soonest(self.furnished)
            told = {"now": self.time.now().isoformat(), "next": moment.isoformat() if moment else None}
        body = json.dumps(told).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _said(self, played: Played) -> str:
        ritual, _, name = played.name.partition(".")
        known = self.furnished.house.rituals.get(ritual)
        return f"{known.rules.TITLE if known else ritual.title()}: {name} ({played.outcome})"
