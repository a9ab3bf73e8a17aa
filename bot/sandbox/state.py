"""What one person sees, as JSON: for tests, and for anybody who is curious."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def tell(workspace: Workspace, viewer: str) -> Json:
    """Channels with their messages, open modals with their errors, App Home, unread counts."""
    if viewer not in workspace.users:
        return {"ok": False, "error": "Nobody of that name works here."}
    with workspace.lock:
        channels = {}
        for channel in workspace.channels_of(viewer):
            messages = []
            for message in workspace.messages(channel.id, viewer):
                seen = workspace.message_payload(message)
                messages.append({**seen, "is_ephemeral": True} if message.only_for else seen)
            channels[channel.id] = {**channel.payload(viewer, count=True), "messages": messages}
        home = workspace.home(viewer)
        return {
            "ok": True,
            "now": workspace.clock.now().isoformat(),
            "version": workspace.version,
            "channels": channels,
            "views": [{**workspace.view_payload(one), "errors": one.errors} for one in workspace.views(viewer)],
            "home": workspace.view_payload(home) if home else None,
            "unread": workspace.unread(viewer),
        }
