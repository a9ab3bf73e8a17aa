"""Where a form of a fix was opened, so that what was opened from shows what came of it."""

from models import outbox
from models.fixes import glance, turns

ASKED = "asked"  # a button of the message that asks an owner how their fixes stand


def of(action):
    """The fix that a button carries, as `12` or `12:asked`."""
    return int(action["value"].partition(":")[0])


def meta(body, action, **more):
    """What a form remembers: its fix, the window below it, and the message that asked."""
    view = body.get("view") or {}
    from_asked = action["value"].endswith(f":{ASKED}")
    return {
        "fix": of(action), "under": view["id"] if view.get("type") == "modal" else "",
        "told": (body.get("response_url") or "") if from_asked else "", **more,
    }  # fmt: skip


def follow(session, here, person, kept, at, said):
    """Let the window below and the message that asked follow. Gives the card where there is no window below."""
    told = {**glance.opened(session, here, person, kept["fix"], at=at), "said": said}
    if kept.get("told"):
        asked = turns.asked(session, here, person.slack_id, at=at)
        outbox.answer(session, here, kept["told"], "fixes.asked", at=at, **asked)
    if kept.get("under"):
        outbox.redraw(session, here, person.slack_id, "fixes.card", at=at, view=kept["under"], **told)
        return None
    return told


def close(ack, render, told):
    """The form goes: to the window below, or it becomes the card itself."""
    if told is None:
        ack()
    else:
        ack({"response_action": "update", "view": render("fixes.card", told)})
