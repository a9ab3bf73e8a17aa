"""Keeps the workspace in a file between two runs."""

from __future__ import annotations

import json
import logging
import os
import threading
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.messages import File, Message
from bot.sandbox.modals import View
from bot.sandbox.people import Group, User

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

log = logging.getLogger(__name__)

# Long enough to gather what one act changes, short enough to lose little.
REST_SECONDS = 0.5


def as_saved(workspace: Workspace) -> Json:
    """Everything that outlives a run: not open modals, nor what only one person saw for a moment."""
    with workspace.lock:
        files = []
        for file in workspace.files.values():
            kept = asdict(file)
            del kept["content"]
            files.append(kept)
        return {
            "offset": workspace.clock.offset.total_seconds(),
            "counter": workspace.counter,
            "users": [asdict(user) for user in workspace.users.values()],
            "groups": [asdict(group) for group in workspace.groups.values()],
            "channels": [asdict(channel) for channel in workspace.channels.values()],
            "posts": [asdict(message) for posts in workspace.posts.values() for message in posts],
            "homes": [asdict(home) for home in workspace.homes.values()],
            "files": files,
            "marks": {who: dict(marks) for who, marks in workspace.marks.items()},
        }


def load(workspace: Workspace, path: Path) -> bool:
    """Put back what an earlier run left. What cannot be read is put aside, and the company starts anew."""
    if not path.exists():
        return False
    try:
        put_back(workspace, json.loads(path.read_text(encoding="utf-8")), path)
    except (ValueError, KeyError, TypeError) as error:
        aside = path.with_name(f"{path.name}.unreadable")
        os.replace(path, aside)
        log.warning("The sandbox's state in %s could not be read (%r); it is now %s.", path, error, aside)
        return False
    return True


def put_back(workspace: Workspace, saved: Json, path: Path) -> None:
    users = {one["id"]: User(**one) for one in saved["users"]}
    groups = {one["id"]: Group(**one) for one in saved["groups"]}
    channels = {one["id"]: Channel(**one) for one in saved["channels"]}
    homes = {one["user"]: View(**one) for one in saved["homes"]}
    messages = [Message(**one) for one in saved["posts"]]
    files = [File(**one) for one in saved["files"]]
    for file in files:
        content = content_path(path, file.id)
        file.content = content.read_bytes() if content.exists() else b""
    offset, counter, marks = timedelta(seconds=saved["offset"]), int(saved["counter"]), dict(saved["marks"])
    with workspace.lock:
        workspace.clock.offset, workspace.counter, workspace.marks = offset, counter, marks
        workspace.users, workspace.groups, workspace.channels, workspace.homes = users, groups, channels, homes
        workspace.files = {file.id: file for file in files}
        for message in messages:
            workspace.add(message)


def content_path(path: Path, file_id: str) -> Path:
    """The bytes of uploads lie beside the state, one file each."""
    return path.with_name(f"{path.name}.files") / file_id


class Store:
    """Writes the state a moment after it changed, and once more at the end."""

    def __init__(self, workspace: Workspace, path: Path) -> None:
        self.workspace = workspace
        self.path = path
        self.saved = workspace.version
        self.thread = threading.Thread(target=self.run, name="sandbox store", daemon=True)
        self.thread.start()

    def run(self) -> None:
        while not self.workspace.closing.is_set():
            if self.workspace.wait(self.saved, 60.0) != self.saved:
                self.workspace.closing.wait(REST_SECONDS)
                self.keep()

    def keep(self) -> None:
        """A disk that is full takes nothing; the workspace lives on, and the next change tries again."""
        try:
            self.save()
        except OSError as error:
            self.saved = self.workspace.version
            log.warning("The sandbox's state could not be written to %s: %s", self.path, error)

    def save(self) -> None:
        """One whole file or the one before: never half of it."""
        version = self.workspace.version
        state = as_saved(self.workspace)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for file in list(self.workspace.files.values()):
            content = content_path(self.path, file.id)
            if file.arrived and not content.exists():
                content.parent.mkdir(exist_ok=True)
                content.write_bytes(file.content)
        fresh = self.path.with_name(f"{self.path.name}.new")
        fresh.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        os.replace(fresh, self.path)
        self.saved = version

    def stop(self) -> None:
        """After the workspace has closed: wait for a write that is under way, then write the last state."""
        self.thread.join()
        self.keep()
