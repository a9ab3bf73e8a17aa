"""Arguments for the macros of giving, with awkward words wherever somebody's words can stand."""

from typing import Any

STAGES = [["pay", "Pay and be billed"], ["help", "Get help"]]
LINK = "https://x.slack.com/archives/C1/p1"


def giving_pages(words: str, name: str, tag: str, people: list[str], receipt: dict[str, Any]) -> dict[str, Any]:
    typed = {"reason": words, "value": tag, "stage": "pay"}
    card = {"values": [tag] * 20, "stages": STAGES, "people": people[:9]}
    return {
        "champions.thanked#withheld": {
            "giver": "U0BEN00000", "reason": "", "value": None, "private": True, "channel": None, "withheld": True,
        },
        "champions.receipt#group": {
            **receipt, "fate": "posted", "private": True, "groups": [["@" + name, 3]], "withheld": people,
        },
        "champions.postcard": {**card, "channel": ""},
        "champions.postcard#filled": {**card, **typed, "channel": "C0CARE0000", "source": LINK},
        "champions.editing": {
            **typed, "id": 1, "receivers": people, "values": [tag], "stages": STAGES, "told": LINK,
        },
        "champions.offered": {"tag": tag, "people": 3},
        "champions.adopted": {"tag": tag, "new": True},
        "champions.adopted#already": {"tag": tag, "new": False},
        "champions.declined": {"tag": tag},
    }  # fmt: skip
