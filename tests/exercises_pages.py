"""Arguments for the macros of being a customer, with awkward words wherever words can stand."""

from typing import Any

AT, ZONE = "2026-11-18T10:00:00+01:00", "Europe/Berlin"
EXERCISES_PARTS = {"exercises.home", "exercises.next_step"}  # they are parts of others
# everyone in the channel reads them
EXERCISES_PUBLIC: set[str] = set()


def exercises_pages(words: str, name: str, tag: str, people: list[str], count: int) -> dict[str, Any]:
    one = (people or ["U0PEOPLE00"])[0]
    welcome = {"new": False, "by": one, "next": AT, "zone": ZONE, "channels": []}
    planned = [{"first": "2026-11-18", "last": "2026-11-20", "runs": n == 0} for n in range(3)]
    standing = {"part": "in", "next": AT, "zone": ZONE, "pauses": [], "on": True, "channels": []}
    return {
        "exercises.standing": standing, "exercises.standing#posted": standing | {"channels": ["C0CARE0000"] * 9},
        "exercises.standing#paused": standing | {"pauses": planned},
        "exercises.standing#left": standing | {"part": "left"},
        "exercises.standing#out": standing | {"part": ""},
        "exercises.pausing": {"first": "2026-11-18", "last": "2026-12-18", "told": "", "planned": planned},
        "exercises.enrolling": {"count": count, "known": count},
        "exercises.enrolled": {"new": count, "before": count}, "exercises.enrolled#none": {"new": 0, "before": 1},
        "exercises.help": {"command": "/becustomer", "lead": True},
        "exercises.help#other": {"command": "/cx becustomer", "lead": False},
        "exercises.welcome": welcome,
        "exercises.welcome#new": welcome | {"new": True, "by": None, "channels": ["C0CARE0000"] * 5},
    }  # fmt: skip
