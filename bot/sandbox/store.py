"""Keeps the workspace in a file between two runs."""

from __future__ import annotations

import json
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


def load(workspace: Workspace, path: Path) -> None:
    """Put back what an earlier run left."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    with workspace.lock:
        workspace.clock.offset = timedelta(seconds=saved["offset"])
        workspace.counter = saved["counter"]
        workspace.users = {one["id"]: User(**one) for one in saved["users"]}
        workspace.groups = {one["id"]: Group(**one) for one in saved["groups"]}
        workspace.channels = {one["id"]: Channel(**one) for one in saved["channels"]}
        workspace.homes = {one["user"]: View(**one) for one in saved["homes"]}
        workspace.marks = saved["marks"]
        for one in saved["posts"]:
            workspace.add(Message(**one))
        for one in saved["files"]:
            content = content_path(path, one["id"])
            kept = content.read_bytes() if content.exists() else b""
            workspace.files[one["id"]] = File(**one, content=kept)


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
                self.save()

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
        self.save()
