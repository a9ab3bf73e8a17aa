"""What people can do in the workspace, by the names that the page and the tests use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.sandbox.acts import administration, membership, pressing, writing
from bot.sandbox.refusals import Refused

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

ACTS: dict[str, Callable[..., Json]] = {
    "type": writing.write,
    "react": writing.put_reaction,
    "unreact": writing.take_reaction,
    "delete": writing.delete_own,
    "upload": writing.upload,
    "mark_read": writing.read,
    "press": pressing.press,
    "submit": pressing.submit,
    "close": pressing.close,
    "shortcut": pressing.take_shortcut,
    "suggest": pressing.suggest,
    "home": pressing.open_home,
    "messages_tab": pressing.open_messages,
    "open_dm": membership.open_dm,
    "join": membership.join,
    "leave": membership.leave,
    "invite": membership.invite,
    "change_person": administration.change_person,
    "deactivate": administration.deactivate,
    "reactivate": administration.reactivate,
    "hire": administration.hire,
    "archive": administration.archive,
    "unarchive": administration.unarchive,
    "rename": administration.rename,
    "share": administration.share,
    "unshare": administration.unshare,
    "revoke": administration.revoke,
}


def perform(workspace: Workspace, who: str, do: str, details: Json) -> Json:
    """Let somebody do something, and say how it went once the app has answered."""
    user = workspace.users.get(who)
    if user is None or not user.is_person:
        return {"ok": False, "error": "Nobody of that name works here."}
    if do not in ACTS:
        return {"ok": False, "error": f"Nobody can {do} here."}
    try:
        with workspace.events.during_an_act():
            return {"ok": True, **ACTS[do](workspace, who, **details)}
    except Refused as refused:
        errors = {"errors": refused.errors} if refused.errors else {}
        return {"ok": False, "error": refused.sentence, **errors}
    except TypeError as wrong:
        # What a page or a test sends may lack a detail or have one too many.
        if "argument" not in str(wrong):
            raise
        return {"ok": False, "error": f"That does not say how to {do}: {wrong}."}
