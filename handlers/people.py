"""What Slack tells by itself about people and channels, so that nothing we know goes stale."""

from datetime import UTC, datetime
from typing import Any

from models import members, occasions, workspaces

CHANGES: dict[str, dict[str, Any]] = {
    "channel_archive": {"archived": True},
    "channel_unarchive": {"archived": False},
    "channel_shared": {"shared": True},
    "channel_unshared": {"shared": False},
    "group_archive": {"archived": True},
    "group_unarchive": {"archived": False},
}


def register(app, rituals):
    app.event("user_change")(changed)
    app.event("team_join")(changed)
    for event in CHANGES:
        app.event(event)(channel_changed)
    app.event("channel_rename")(channel_renamed)
    app.event("member_joined_channel")(joined)
    app.event("member_left_channel")(left)
    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(uninstalled)


def changed(ack, event, transaction, rituals, now):
    """Who they are, and the status that they show: a ritual may want to know that somebody is new, or off."""
    profile = event["user"].get("profile") or {}
    emoji, expires = profile.get("status_emoji") or "", profile.get("status_expiration") or 0
    until = datetime.fromtimestamp(expires, UTC) if expires else None
    with transaction() as (session, here):
        before = members.find(session, here, event["user"]["id"])
        was = (before.zone, before.admin, before.colleague) if before else None
        member = members.remember(session, here, event["user"], at=now())
        if was != (member.zone, member.admin, member.colleague):
            occasions.plans_changed(session)
        for ritual in rituals.values():
            if until and hasattr(ritual.rules, "read_status"):
                ritual.rules.read_status(session, here, member, emoji, until, at=now())
            if event["type"] == "team_join" and hasattr(ritual.rules, "newcomer"):
                ritual.rules.newcomer(session, here, member, at=now())
    ack()


def channel_changed(ack, event, transaction, now):
    with transaction() as (session, here):
        workspaces.remember_channel(session, here, _id(event), at=now(), **CHANGES[event["type"]])
    ack()


def channel_renamed(ack, event, transaction, now):
    with transaction() as (session, here):
        workspaces.remember_channel(session, here, _id(event), at=now(), name=event["channel"]["name"])
    ack()


def joined(ack, event, transaction, now):
    """Only our own coming and going matters."""
    _came_or_went(event, transaction, now, member=True)
    ack()


def left(ack, event, transaction, now):
    _came_or_went(event, transaction, now, member=False)
    ack()


def _came_or_went(event, transaction, now, *, member):
    with transaction() as (session, here):
        if event["user"] == here.bot_user:
            workspaces.remember_channel(session, here, event["channel"], at=now(), member=member)


def uninstalled(ack, event, transaction, now):
    """Nothing is planned or sent any more. A user's token that was revoked is none of ours."""
    with transaction() as (session, here):
        if event["type"] == "app_uninstalled" or here.bot_user in event.get("tokens", {}).get("bot", []):
            workspaces.remove(here, at=now())
            occasions.plans_changed(session)
    ack()


def _id(event):
    channel = event["channel"]
    return channel["id"] if isinstance(channel, dict) else channel
