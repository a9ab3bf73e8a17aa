"""The settings of any ritual, made from its declaration; starting one shows what it will do before it does it."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from handlers import forms
from models import choices, outbox, workspaces
from models.errors import Refusal


def register(app, rituals):
    app.action("choices.open")(open_)
    app.view("choices.keep")(keep)
    app.action("choices.start")(start)
    app.view("choices.check")(check)
    app.view("choices.begin")(begin)
    app.action("choices.stop")(stop)


def opener(ritual: str) -> Callable[..., None]:
    """A listener that opens the settings of one ritual, for its own command."""

    def opens(ack, meet, allowed, reading, show, rituals):
        meet()
        with reading() as (session, here):
            allowed(session, here, "change settings")
            form = _form(session, here, rituals[ritual])
        show("choices.form", form)
        ack()

    return opens


def open_(ack, action, meet, allowed, reading, show, rituals):
    opener(action["value"])(ack, meet, allowed, reading, show, rituals)


def _form(session: Any, here: Any, ritual: Any) -> dict[str, Any]:
    """Every setting of the ritual with its value, in the order of its declaration; on and off have their button."""
    own = choices.read(session, here, ritual.rules.Choices)
    shown = {name: field for name, field in choices.fields(ritual.rules.Choices).items() if name != "on"}
    return {
        "ritual": ritual.name, "title": ritual.rules.TITLE, "connects": hasattr(ritual.rules, "HOOKS"),
        "journey": getattr(ritual.rules, "JOURNEY", False),
        "fields": [
            {
                "name": name, "value": getattr(own, name), "shown": choices.show(getattr(own, name)),
                **dataclasses.asdict(field),
            }
            for name, field in shown.items()
        ],
    }  # fmt: skip


def keep(ack, view, meet, allowed, transaction, redraw, rituals, now):
    ritual = rituals[json.loads(view["private_metadata"])["ritual"]]
    typed = {name: "" if given is None else given for name, given in forms.typed(view).items()}
    meet(choices.people_in(ritual.rules.Choices, typed))
    for channel in choices.channels_in(ritual.rules.Choices, typed):
        meet(channel=channel)
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        choices.write(session, here, ritual.rules.Choices, typed, by=person.slack_id, at=now())
        redraw(session, here, person)
    ack()


def start(ack, action, meet, allowed, reading, show, rituals):
    """First question: which channels."""
    meet()
    ritual = rituals[action["value"]]
    with reading() as (session, here):
        allowed(session, here, "change settings")
        own = choices.read(session, here, ritual.rules.Choices)
    show("choices.where", {"ritual": ritual.name, "title": ritual.rules.TITLE, "channels": list(own.channels)})
    ack()


def check(ack, view, meet, allowed, reading, render, rituals, foresee, now):
    """Then the exact message, how many people it reaches and when: nothing has begun yet."""
    ritual = rituals[json.loads(view["private_metadata"])["ritual"]]
    channels = forms.typed(view)["channels"]
    for channel in channels:
        meet(channel=channel)
    with reading() as (session, here):
        allowed(session, here, "change settings")
        known = [workspaces.channel(session, here, channel) for channel in channels]
        if problem := _unfit(known):
            raise Refusal(fields={"channels": problem})
        preview = ritual.rules.preview(session, here, at=now())
        shown = {
            "ritual": ritual.name, "title": ritual.rules.TITLE, "channels": channels,
            "template": preview.template, "args": preview.args,
            "people": sum(channel.people for channel in known if channel), "bot": here.bot_user,
            "absent": [channel.slack_id for channel in known if channel and not channel.member],
            "next": [
                {"at": due.isoformat(), "name": name}
                for name, due in foresee(session, here, ritual.name, channels, now())
            ], "zone": here.zone, "quiet": preview.quiet,
        }  # fmt: skip
    ack({"response_action": "update", "view": render("choices.before", shown)})


def _unfit(known: list[Any]) -> str | None:
    shared = [channel.name for channel in known if channel and channel.shared]
    if shared:
        return f"#{shared[0]} is shared with another company: choose one that is yours alone."
    archived = [channel.name for channel in known if channel and channel.archived]
    if archived:
        return f"#{archived[0]} is archived: choose another one."
    if any(channel is None or (channel.private and not channel.name) for channel in known):
        return "Slack tells me nothing about one of these: invite me there first."
    return None


def begin(ack, view, meet, allowed, transaction, redraw, rituals, now):
    meet()
    chosen = json.loads(view["private_metadata"])
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        declared = rituals[chosen["ritual"]].rules.Choices
        typed = {"on": True, "channels": chosen["channels"]}
        choices.write(session, here, declared, typed, by=person.slack_id, at=now())
        redraw(session, here, person)
    ack()


def stop(ack, action, body, meet, allowed, transaction, redraw, rituals, now):
    meet()
    ritual = rituals[action["value"]]
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        choices.write(session, here, ritual.rules.Choices, {"on": False}, by=person.slack_id, at=now())
        if body.get("response_url"):
            outbox.answer(session, here, body["response_url"], "choices.stopped", at=now(), title=ritual.rules.TITLE)
        redraw(session, here, person)
    ack()
