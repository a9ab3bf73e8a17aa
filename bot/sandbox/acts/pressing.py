"""Acts on what the app shows: pressing, choosing, submitting, closing, shortcuts, App Home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.acts.writing import seen
from bot.sandbox.api.views import accept_view, fill, push_view
from bot.sandbox.elements import offered, option, option_group
from bot.sandbox.inputs import (
    STATES,
    Values,
    find_element,
    find_option,
    missing,
    read_choice,
    state_of,
)
from bot.sandbox.interactions import action, base, in_message, in_view, place, stamp, with_state
from bot.sandbox.messages import Message
from bot.sandbox.modals import View
from bot.sandbox.posting import open_direct
from bot.sandbox.refusals import Refused, SlackError
from bot.sandbox.shapes import Check, many
from bot.sandbox.wire import Ack

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"
SILENT = "This app is not responding."


def top_view(workspace: Workspace, who: str, view_id: str) -> View:
    """The view in front of somebody: their Home, or the uppermost modal."""
    view = workspace.view(view_id)
    if view is None or view.user != who:
        raise Refused("That window is not open any more.")
    if view.type == "modal" and workspace.views(who)[-1] is not view:
        raise Refused("That window is behind another one.")
    return view


def blocks_of(message: Message) -> list[Json]:
    return [*message.blocks, *(block for one in message.attachments for block in one.get("blocks") or [])]


def choose(workspace: Workspace, who: str, blocks: list[Json], chosen: Values, given: Json) -> None:
    """Take what somebody filled in: block_id -> action_id -> value(s), or Slack's own shape."""
    for block_id, answers in given.items():
        for action_id, value in answers.items():
            block, element = find_element(blocks, block_id, action_id)
            remembered = workspace.suggested.get((who, action_id), [])
            state = read_choice(element, value, remembered)
            if element["type"] == "file_input":
                state["files"] = [uploaded(workspace, one) for one in state["files"]]
            chosen.setdefault(block["block_id"], {})[action_id] = state


def uploaded(workspace: Workspace, file: Any) -> Json:
    found = workspace.files.get(file["id"] if isinstance(file, dict) else file)
    if found is None or not found.complete:
        raise Refused("That file was not uploaded.")
    return found.payload(workspace.url)


def hand_over(workspace: Workspace, values: Values) -> None:
    """The files of a form that is sent: from now on the app may look at them."""
    for answers in values.values():
        for state in answers.values():
            for file in state.get("files") or []:
                workspace.files[file["id"]].given = True


def press(
    workspace: Workspace,
    who: str,
    action_id: str,
    block_id: str | None = None,
    channel: str = "",
    ts: str = "",
    view: str = "",
    values: Json | None = None,
    **chosen: Any,
) -> Json:
    """Press a button, or choose in a select or picker, in a message or in a view.

    `chosen` is one of Slack's own names (value, selected_option, selected_date ...) and what was chosen;
    `values` is what stands in the other fields.
    """
    payload = base(workspace, "block_actions", who)
    if view:
        seen_view = top_view(workspace, who, view)
        blocks, held = seen_view.blocks, seen_view.values
    else:
        message = seen(workspace, who, channel, ts)
        blocks, held = blocks_of(message), message.chosen.setdefault(who, {})
    block, element = find_element(blocks, block_id, action_id)
    with workspace.lock:
        choose(workspace, who, blocks, held, values or {})
        state = chosen_state(workspace, who, blocks, held, block, element, chosen)
        values_now = state_of(blocks, held)
        held.update(values_now)
        workspace.touch()
    if block["type"] == "input" and not block.get("dispatch_action"):
        return {}  # such a field is told with the form
    payload["trigger_id"] = workspace.triggers.issue(who, view or None)
    if view:
        payload |= in_view(workspace, seen_view)
    else:
        payload |= in_message(workspace, who, message)
        path = workspace.triggers.hook(who, message.channel, ts=message.ts)
        payload["response_url"] = f"{workspace.url}response/{path}"
    payload["actions"] = [action(workspace, block, element, state)]
    ask(workspace, f"press {action_id}", with_state(payload, values_now), SILENT)
    return {}


def chosen_state(
    workspace: Workspace, who: str, blocks: list[Json], held: Values, block: Json, element: Json, chosen: Json
) -> Json:
    """What the action says was chosen. Buttons say nothing, overflow menus forget at once."""
    kind = element["type"]
    if kind not in STATES:
        if kind == "overflow":
            return {"selected_option": find_option(element, chosen.get("selected_option"), [])}
        if kind == "feedback_buttons":
            return {"value": chosen.get("value")}
        return {}
    if chosen:
        given = next(iter(chosen.values()))
        choose(workspace, who, blocks, held, {block["block_id"]: {element["action_id"]: given}})
    return state_of(blocks, held)[block["block_id"]][element["action_id"]]


def ask(workspace: Workspace, what: str, payload: Json, trouble: str) -> Ack:
    """Send an interaction; an ack that is late or wrong is what the screen says."""
    if workspace.app.revoked:
        raise Refused("This app is not installed any more.")
    if not workspace.app.interactive:
        raise Refused("This app has interactivity turned off.")
    ack = workspace.wire.send_interaction(what, payload)
    if not ack.ok:
        raise Refused(trouble)
    return ack


def submit(workspace: Workspace, who: str, view: str, values: Json | None = None) -> Json:
    """Send a form. What is missing in it Slack says itself; what is wrong with it, the app."""
    form = top_view(workspace, who, view)
    if form.type != "modal" or form.submit is None:
        raise Refused("There is nothing to submit here.")
    with workspace.lock:
        choose(workspace, who, form.blocks, form.values, values or {})
        form.values = state_of(form.blocks, form.values)
        form.errors = missing(form.blocks, form.values)
        workspace.touch()
        if form.errors:
            raise Refused(next(iter(form.errors.values())), form.errors)
        hand_over(workspace, form.values)
    payload = base(workspace, "view_submission", who)
    payload |= {"trigger_id": workspace.triggers.issue(who, view), "view": workspace.view_payload(form)}
    payload["response_urls"] = []
    ack = ask(workspace, f"submit {form.callback_id}", payload, TROUBLE)
    try:
        return after_submission(workspace, who, form, ack.said())
    except SlackError as error:
        raise Refused(f"{TROUBLE} ({'; '.join([error.name, *error.messages])})") from error


def after_submission(workspace: Workspace, who: str, form: View, said: Json | str) -> Json:
    """Do what the ack asked for; an empty one closes the form."""
    wish = said.get("response_action") if isinstance(said, dict) else None
    if wish is None and said in ("", {}):
        leave_stack(workspace, who, [form])
        return {"closed": True}
    if not isinstance(said, dict):
        raise Refused(TROUBLE)
    if wish == "clear":
        leave_stack(workspace, who, workspace.views(who))
        return {"closed": True}
    if wish == "errors":
        inputs = {block["block_id"] for block in form.blocks if block["type"] == "input"}
        errors = said.get("errors")
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise Refused(f"{TROUBLE} (errors must name input blocks of this view)")
        form.errors = errors
        workspace.touch()
        raise Refused(next(iter(errors.values())), errors)
    if wish == "update":
        fill(workspace, form, accept_view(workspace, said.get("view"), "modal"), form.values)
    elif wish == "push":
        push_view(workspace, who, accept_view(workspace, said.get("view"), "modal"))
    else:
        raise Refused(f"{TROUBLE} (unknown response_action)")
    return {"closed": False}


def leave_stack(workspace: Workspace, who: str, views: list[View]) -> None:
    with workspace.lock:
        rest = [view for view in workspace.stacks.get(who, []) if view not in views]
        workspace.stacks[who] = rest
        if not rest:
            del workspace.stacks[who]
        workspace.touch()


def close(workspace: Workspace, who: str, view: str) -> Json:
    """Close the modal in front; with clear_on_close the ones beneath go too."""
    front = top_view(workspace, who, view)
    if front.type != "modal":
        raise Refused("There is nothing to close here.")
    going = workspace.views(who)[::-1] if front.clear_on_close else [front]
    leave_stack(workspace, who, going)
    for one in going:
        if one.notify_on_close and not workspace.app.revoked:
            payload = base(workspace, "view_closed", who)
            payload |= {"view": workspace.view_payload(one), "is_cleared": front.clear_on_close}
            workspace.wire.send_interaction(f"close {one.callback_id}", payload)
    return {}


def take_shortcut(workspace: Workspace, who: str, callback_id: str, channel: str = "", ts: str = "") -> Json:
    """A global shortcut, or (with a channel and a stamp) one on a message."""
    kind = "message" if ts else "global"
    if workspace.app.shortcut(callback_id, kind) is None or workspace.users[who].team_id != workspace.team_id:
        raise Refused("There is no such shortcut.")
    payload = base(workspace, "message_action" if ts else "shortcut", who)
    payload |= {"callback_id": callback_id, "action_ts": stamp(workspace)}
    if ts:
        message = seen(workspace, who, channel, ts)
        if message.only_for:
            raise Refused("Only you can see that message, so it has no shortcuts.")
        path = workspace.triggers.hook(who, channel, ts=ts)
        payload |= {"message_ts": ts, "message": workspace.message_payload(message)}
        payload |= {"channel": place(workspace.channels[channel])}
        payload["response_url"] = f"{workspace.url}response/{path}"
    payload["trigger_id"] = workspace.triggers.issue(who)
    ask(workspace, f"shortcut {callback_id}", payload, SILENT)
    return {}


def suggest(
    workspace: Workspace,
    who: str,
    action_id: str,
    value: str,
    block_id: str | None = None,
    channel: str = "",
    ts: str = "",
    view: str = "",
) -> Json:
    """Ask the app for the options of an external select."""
    payload = base(workspace, "block_suggestion", who)
    if view:
        shown = top_view(workspace, who, view)
        blocks, part = shown.blocks, in_view(workspace, shown)
    else:
        message = seen(workspace, who, channel, ts)
        blocks, part = blocks_of(message), in_message(workspace, who, message)
    block, element = find_element(blocks, block_id, action_id)
    if len(value) < element.get("min_query_length", 3):
        return {"options": []}
    payload |= {**part, "action_id": action_id, "block_id": block["block_id"], "value": value}
    said = ask(workspace, f"suggest {action_id}", payload, "The options could not be loaded.").said()
    check = Check("modal")
    answer = said if isinstance(said, dict) else {}
    many(option, 0, 100)(answer.get("options") or [], "/options", check)
    many(option_group, 0, 100)(answer.get("option_groups") or [], "/option_groups", check)
    if check.faults or not (answer.keys() & {"options", "option_groups"}):
        raise Refused("The options could not be loaded.")
    workspace.suggested[(who, action_id)] = offered(answer)
    return {name: answer[name] for name in ("options", "option_groups") if name in answer}


def open_home(workspace: Workspace, who: str, tab: str = "home") -> Json:
    """Look at the app's Home tab, which tells the app that somebody did."""
    if tab == "home" and not workspace.app.home_tab:
        raise Refused("This app has no Home tab.")
    channel = open_direct(workspace, workspace.app.user, who)
    event: Json = {"user": who, "channel": channel.id, "tab": tab}
    home = workspace.home(who)
    if tab == "home" and home is not None:
        event["view"] = workspace.view_payload(home)
    workspace.events.tell("app_home_opened", event, channel, member=False)
    return {"channel": channel.id}


def open_messages(workspace: Workspace, who: str) -> Json:
    return open_home(workspace, who, "messages")
