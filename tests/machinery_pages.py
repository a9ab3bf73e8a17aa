"""Arguments for the macros of the machinery, with awkward words wherever somebody's words can stand."""

from typing import Any

from models import choices
from models.champions import Choices

AT, ZONE = "2026-11-18T10:00:00+01:00", "Europe/Berlin"
# they are parts of others
MACHINERY_PARTS = {
    "choices.field_input",
    "health.reasons",
    "health.called",
    "home.engine",
    "hooks.used",
    "hooks.presses",
}
VALUES = {
    "yes or no": True,
    "time": "16:00",
    "whole number": 10,
    "channel": "",
    "channels": [],
    "one of": "",
    "words": "",
}


def machinery_pages(
    words: str, whole: str, name: str, people: list[str], digest: dict[str, Any], home: dict[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """`whole` is as long as words can be; `digest` and `home` are a ritual's, which it shows."""
    count = len(people)
    own = {field: its for field, its in choices.fields(Choices).items() if field != "on"}
    machinery = {
        "rituals": [
            {"name": "champions", "title": "Customer Champions", "on": on, "channels": ["C0CARE0000"]} for on in (0, 1)
        ],
        "paused_until": AT,
        "zone": ZONE, "country": "DE", "leads": [], "next": {"title": "Customer Champions", "at": AT},
    }  # fmt: skip
    fields = [
        {"name": key, "kind": field.kind, "value": field.options[0] if field.options else VALUES[field.kind],
         "shown": words, "label": field.label, "help": field.help, "options": field.options,
         "least": field.least, "most": field.most} for key, field in own.items()
    ]  # fmt: skip
    trouble = {"name": "champions.digest", "audience": "C0CARE0000", "at": AT, "address": "C0CARE0000", "id": 1}
    before = {
        "ritual": "champions", "title": "Customer Champions", "channels": ["C0CARE0000"],
        "template": "champions.digest",
        "args": digest, "people": count, "bot": "U0CXBOT000", "absent": ["C0CARE0000"], "zone": ZONE, "quiet": True,
        "next": [{"at": AT, "name": "champions.digest"}],
    }  # fmt: skip
    way = {
        "name": "customers", "title": "Your own systems", "ours": True, "url": f"https://x.example/hooks/{'k' * 43}",
        "secret": "", "signs": True, "curl": "", "listens": [], "old_until": None, "used_at": None, "arrived": 0,
        "refused": 0,
    }  # fmt: skip
    used = {"used_at": AT, "arrived": count, "refused": count, "old_until": AT}
    stripe = {**way, "name": "stripe", "title": "Stripe", "ours": False, "listens": ["customer.created"] * 9}
    shown = {**way, **used, "secret": "cxs_" + "s" * 43, "curl": "curl -sS https://x.example\n" * 20}
    return {
        "hooks.form": {"ritual": "customers", "zone": ZONE, "ways": [way, stripe]},
        "hooks.form#used": {"ritual": "customers", "zone": ZONE, "ways": [shown, {**stripe, **used}]},
        "hooks.form#unsigned": {"ritual": "customers", "zone": ZONE, "ways": [{**stripe, "signs": False}]},
        "choices.form": {"ritual": "champions", "title": words, "fields": fields},
        "choices.where": {"ritual": "champions", "title": words, "channels": []},
        "choices.before": before,
        "choices.stopped": {"title": "Customer Champions"},
        "cx.help": {"rituals": [{"title": words, "command": "/champion"}], "runs": True},
        "delivery.undelivered": {"reason": words, "template": "champions.shout_out", "channel": "C0CARE0000"},
        "health.daily": {
            "skipped": [trouble] * 5,
            "quiet": [trouble],
            "parked": [{**trouble, "reason": words}],
            "held": [{**trouble, "template": "champions.digest"}],
            "more": count,
        },
        "home.tab": {"sections": [["champions", home]], "machinery": machinery},
        "mydata.shown": {"kept": [[words, {"given": count, "received": 1}]], "name": name, "zone": ZONE},
        "mydata.exported": {},
        "mydata.erased": {},
        "preferences.form": {
            "rituals": [["champions", words, True]],
            "country": "DE",
            "counted": words,
            "unranked": True,
        },
        "refusals.said": {"problems": [words] * 3, "typed": whole * 3},
        "refusals.said#one": {"problems": [words], "typed": ""},
        "refusals.shown": {"problems": [words], "typed": ""},
        "setup.welcome": {"name": name},
        "setup.questions": {
            "leads": people,
            "leaders": [],
            "zone": ZONE,
            "country": "DE",
            "rituals": [["champions", words]],
            "asked": [{"name": "rank", "options": ("no", "on demand"), "label": words, "value": "no", "help": words}],
        },
        "setup.roles": {"leads": people, "leaders": []},
        "setup.days_off": {"zone": ZONE, "country": "", "days": ["2026-12-24"] * 400},
        "setup.pausing": {"until": "2026-12-01", "zone": ZONE},
        "setup.paused": {"until": "1 December 2026"},
        "setup.resumed": {},
        "troubles.settled": {"again": True},
        "troubles.settled#there": {"again": False},
    }
