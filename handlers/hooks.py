"""Connecting another system: its address and secret, shown, rotated and revoked in Slack."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from handlers import forms
from models import hooks

NOWHERE = "https://<your bot's address>"
CURL = """\
URL='{url}'
SECRET='{secret}'
BODY='{body}'
NOW=$(date +%s)
SIGNATURE=$(printf '%s.%s' "$NOW" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.*= *//')
curl -sS "$URL" -H 'Content-Type: application/json' -H "X-CX-Timestamp: $NOW" \\
  -H "X-CX-Signature: v1=$SIGNATURE" --data-binary "$BODY"
"""


def register(app, rituals):
    app.action("hooks.open")(open_)
    app.action("hooks.reveal")(reveal)
    app.action("hooks.rotate")(rotate)
    app.action("hooks.revoke")(revoke)
    app.view("hooks.keep")(keep)


def open_(ack, action, meet, allowed, transaction, show, rituals, public_url, now):
    """The ritual's ways in; they are made when somebody looks for the first time."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        form = _form(session, here, rituals[action["value"]], person, public_url, at=now())
    show("hooks.form", form)
    ack()


def reveal(ack, action, meet, allowed, transaction, renew, rituals, public_url, now):
    """Its secret, and a call to try it with, for as long as the form is open."""
    _change(hooks.reveal, action, meet, allowed, transaction, renew, rituals, public_url, now)
    ack()


def rotate(ack, action, meet, allowed, transaction, renew, rituals, public_url, now):
    """A new address and secret, shown at once."""
    ritual, name = _chosen(action, rituals)
    verb = partial(hooks.rotate, way=ritual.rules.HOOKS[name])
    _change(verb, action, meet, allowed, transaction, renew, rituals, public_url, now)
    ack()


def revoke(ack, action, meet, allowed, transaction, renew, rituals, public_url, now):
    """The former ones are good no more; the secret is not shown."""
    _change(hooks.revoke, action, meet, allowed, transaction, renew, rituals, public_url, now, shows=False)
    ack()


def _change(verb, action, meet, allowed, transaction, renew, rituals, public_url, now, *, shows=True):
    """One thing done to one way in, and the form that is open says so; with the secret if it `shows` it."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        ritual, name = _chosen(action, rituals)
        verb(session, here, name, by=person, at=now())
        form = _form(session, here, ritual, person, public_url, at=now(), shown=name if shows else "")
    renew("hooks.form", form)


def keep(ack, view, meet, allowed, transaction, rituals, now):
    """The secret that the other system signs with, if one was pasted."""
    meet()
    ritual = rituals[json.loads(view["private_metadata"])["ritual"]]
    pasted = {name: (typed or "").strip() for name, typed in forms.typed(view).items()}
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        for name in ritual.rules.HOOKS:
            if pasted.get(name):
                hooks.sign_with(session, here, name, pasted[name], by=person, at=now())
    ack()


def _chosen(action: Mapping[str, Any], rituals: Mapping[str, Any]) -> tuple[Any, str]:
    ritual, _, name = action["value"].partition(" ")
    return rituals[ritual], name


def _form(
    session: Any, here: Any, ritual: Any, person: Any, public_url: str, *, at: datetime, shown: str = ""
) -> dict[str, Any]:
    ways = ritual.rules.HOOKS
    made = hooks.make(session, here, ways, by=person, at=at)
    return {
        "ritual": ritual.name, "zone": here.zone,
        "ways": [_way(name, ways[name], hook, public_url, at, name == shown) for name, hook in made.items()],
    }  # fmt: skip


def _way(name: str, way: Any, hook: Any, public_url: str, at: datetime, shown: bool) -> dict[str, Any]:
    """What the form shows of one; its secret only where somebody asked for it."""
    url = f"{public_url or NOWHERE}/hooks/{name}/{hook.key}"
    old = hook.old_until if hook.old_until and at < hook.old_until else None
    ours = way.scheme == "cx"
    secret = hook.secret if ours and shown else ""
    return {
        "name": name, "title": way.title, "ours": ours, "url": url, "secret": secret, "signs": bool(hook.secret),
        "curl": CURL.format(url=url, secret=secret, body=way.example) if secret else "",
        "listens": list(way.listens), "old_until": old.isoformat() if old else None,
        "used_at": hook.used_at.isoformat() if hook.used_at else None, "arrived": hook.arrived,
        "refused": hook.refused,
    }  # fmt: skip
