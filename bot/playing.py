"""The sandbox's clock: played time that can be pushed, and the door by which the played workspace pushes it."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.clock import Played
    from bot.house import Furnished

LARGEST = 10_000  # bytes that a wish may take
FURTHEST = timedelta(days=400)  # further at one go would play for many minutes


class PlayedTime:
    """Real time, shifted."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def set(self, to: datetime) -> None:
        self.shift = to - datetime.now(UTC)


def soonest(furnished: "Furnished") -> datetime | None:
    """The next moment at which anything would happen by itself."""
    moments = (furnished.clock.next_due(), furnished.delivery.next_due())
    return min((moment for moment in moments if moment), default=None)


def push(furnished: "Furnished", time: PlayedTime, to: datetime) -> list["Played"]:
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


class Nonsense(Exception):
    """A wish that can't be followed; the message says why."""


class ClockDoor:
    """GET says what time it is and what is next; POST {"to": …} goes there. Exists only in the sandbox."""

    def __init__(self, furnished: "Furnished", time: PlayedTime) -> None:
        self.furnished, self.time = furnished, time

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, allowed = "200 OK", []
        try:
            if environ["REQUEST_METHOD"] == "POST":
                told = self._go(self._wish(environ))
            elif environ["REQUEST_METHOD"] == "GET":
                moment = soonest(self.furnished)
                told = {"now": self.time.now().isoformat(), "next": moment.isoformat() if moment else None}
            else:
                status, allowed = "405 Method Not Allowed", [("Allow", "GET, POST")]
                told = {"error": "The clock is read, or pushed by POST."}
        except Nonsense as no:
            status, told = "400 Bad Request", {"error": str(no)}
        body = json.dumps(told).encode()
        head = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *allowed]
        start_response(status, head)
        return [body]

    def _wish(self, environ: dict[str, Any]) -> datetime:
        """The moment to go to. One without a zone is meant in UTC."""
        # JSON by its name only: another site's page can't send that from a visitor's browser
        if environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != "application/json":
            raise Nonsense("Send JSON, and say so.")
        size = environ.get("CONTENT_LENGTH") or "0"
        if not size.isdecimal() or int(size) > LARGEST:
            raise Nonsense("Send a short wish, and say how long it is.")
        try:
            wish = json.loads(environ["wsgi.input"].read(int(size)))
            to = datetime.fromisoformat(wish["to"])
            to = (to if to.tzinfo else to.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise Nonsense('Say where to, as {"to": "2026-11-30T16:00+01:00"}.') from None
        if to > self.time.now() + FURTHEST:
            raise Nonsense(f"Go {FURTHEST.days} days at a time, at the most.")
        return to

    def _go(self, to: datetime) -> dict[str, Any]:
        played = push(self.furnished, self.time, to)
        return {
            "now": self.time.now().isoformat(),
            "played": [
                {"at": one.at.isoformat(), "what": self._said(one)}
                for one in played
                if one.outcome != "quiet" or one.name.partition(".")[0] in self.furnished.house.rituals
            ],
        }

    def _said(self, played: "Played") -> str:
        ritual, _, name = played.name.partition(".")
        known = self.furnished.house.rituals.get(ritual)
        return f"{known.rules.TITLE if known else ritual.title()}: {name} ({played.outcome})"
