"""views.*: modals, three deep at most, and App Home."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any

from bot.sandbox.api.access import need
from bot.sandbox.api.arguments import Arguments
from bot.sandbox.inputs import Values, elements_of, state_of
from bot.sandbox.limits import MOST_VIEW_BYTES, check_view
from bot.sandbox.modals import View
from bot.sandbox.posting import check_files, name_parts
from bot.sandbox.refusals import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

DEEPEST = 3


def accept_view(workspace: Workspace, given: Any, kind: str) -> Json:
    """A view that Slack takes; its blocks get the ids that were left out."""
    if given is None:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    if isinstance(given, dict) and len(json.dumps(given)) > MOST_VIEW_BYTES:
        raise SlackError("view_too_large")
    check = check_view(given)
    if given["type"] != kind:
        raise SlackError("invalid_arguments", [f"[ERROR] must be a {kind} [json-pointer:/view/type]"])
    if any(element["type"] == "file_input" for _, element in elements_of(given["blocks"])):
        need(workspace, "files:read")  # which error Slack has for it stands nowhere; that it refuses does
    check_files(workspace, check.files, check.fault)
    if check.faults:
        raise SlackError("invalid_arguments", check.faults)
    view: Json = given
    if kind == "home":
        name_by_content(view["blocks"])
    name_parts(workspace, view["blocks"])
    return view


def name_by_content(blocks: list[Json]) -> None:
    """What is drawn again unchanged keeps its name, so that a press which is under way still finds it."""
    seen: Counter[str] = Counter()
    for block in blocks:
        if "block_id" not in block:
            mark = hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()[:12]
            seen[mark] += 1
            block["block_id"] = f"b{mark}{seen[mark]}"


def fill(workspace: Workspace, view: View, given: Json, kept: Values) -> View:
    """Lay the app's words over a view. What somebody wrote stays where block and element keep their names."""
    with workspace.lock:
        view.blocks = given["blocks"]
        view.callback_id = given.get("callback_id") or ""
        view.private_metadata = given.get("private_metadata") or ""
        view.external_id = given.get("external_id") or ""
        view.title, view.submit, view.close = given.get("title"), given.get("submit"), given.get("close")
        view.clear_on_close = bool(given.get("clear_on_close"))
        view.notify_on_close = bool(given.get("notify_on_close"))
        view.submit_disabled = bool(given.get("submit_disabled"))
        view.values = state_of(view.blocks, kept)
        view.errors = {}
        view.hash = f"{int(workspace.clock.now().timestamp())}.{secrets.token_hex(4)}"
        workspace.touch()
    return view


def check_external_id(workspace: Workspace, given: Json, own: View | None = None) -> None:
    name = given.get("external_id")
    with workspace.lock:
        views = [*workspace.homes.values(), *(view for stack in workspace.stacks.values() for view in stack)]
    if name and any(view.external_id == name and view is not own for view in views):
        raise SlackError("duplicate_external_id")


def push_view(workspace: Workspace, user: str, given: Json) -> View:
    """One more modal on top of those that somebody has open."""
    check_external_id(workspace, given)
    with workspace.lock:
        stack = workspace.stacks.setdefault(user, [])
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        view = View(workspace.new_id("V0"), "modal", user, "", [])
        view.root, view.previous = (stack[0].id, stack[-1].id) if stack else (view.id, None)
        fill(workspace, view, given, {})
        stack.append(view)
        workspace.touch()
    return view


def open_view(workspace: Workspace, arguments: Arguments) -> Json:
    """A new modal. Opened from inside another one, it lies on top of it."""
    trigger_id = arguments.needed("trigger_id")
    given = accept_view(workspace, arguments.thing("view"), "modal")
    trigger = workspace.triggers.redeem(trigger_id)
    with workspace.lock:
        if trigger.view is None:
            workspace.stacks.pop(trigger.user, None)
        view = push_view(workspace, trigger.user, given)
    return {"view": workspace.view_payload(view)}


def push(workspace: Workspace, arguments: Arguments) -> Json:
    trigger_id = arguments.needed("trigger_id")
    given = accept_view(workspace, arguments.thing("view"), "modal")
    trigger = workspace.triggers.redeem(trigger_id)
    return {"view": workspace.view_payload(push_view(workspace, trigger.user, given))}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    with workspace.lock:
        views = [view for stack in workspace.stacks.values() for view in stack]
        found = [v for v in views if (v.id == view_id if view_id else external_id and v.external_id == external_id)]
    if not found:
        raise SlackError("not_found")
    given = accept_view(workspace, arguments.thing("view"), "modal")
    check_external_id(workspace, given, found[0])
    with workspace.lock:
        check_hash(arguments, found[0])
        fill(workspace, found[0], given, found[0].values)
    return {"view": workspace.view_payload(found[0])}


def check_hash(arguments: Arguments, view: View) -> None:
    wanted = arguments.text("hash")
    if wanted and wanted != view.hash:
        raise SlackError("hash_conflict")


def publish(workspace: Workspace, arguments: Arguments) -> Json:
    """App Home, for one person."""
    if not workspace.app.home_tab:
        raise SlackError("not_enabled")
    user = workspace.users.get(arguments.needed("user_id"))
    if user is None or user.is_bot or user.deleted:
        raise SlackError("invalid_arguments", ["[ERROR] invalid user_id"])
    given = accept_view(workspace, arguments.thing("view"), "home")
    with workspace.lock:
        view = workspace.homes.get(user.id)
        check_external_id(workspace, given, view)
        if view is None:
            view = workspace.homes[user.id] = View(workspace.new_id("V0"), "home", user.id, "", [])
        else:
            check_hash(arguments, view)
        fill(workspace, view, given, {})
    return {"view": workspace.view_payload(view)}
