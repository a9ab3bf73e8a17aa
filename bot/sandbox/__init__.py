"""A Slack workspace on your own machine: played, but as strict as the real one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.sandbox import company as companies
from bot.sandbox.clock import Clock, real_now
from bot.sandbox.installation import Installation
from bot.sandbox.server import Door, Server
from bot.sandbox.store import Store, load
from bot.sandbox.workspace import Workspace

__all__ = ["Sandbox", "Workspace", "start"]


class Sandbox:
    """A running workspace: its address, its state, and the way to end it."""

    def __init__(self, workspace: Workspace, server: Server, thread: threading.Thread, store: Store | None) -> None:
        self.workspace = workspace
        self.server = server
        self.thread = thread
        self.store = store
        self.url = workspace.url
        self.api_url = f"{workspace.url}api/"

    def stop(self) -> None:
        """Let everything go: waiting requests, threads, sockets; the state is kept where there is a store."""
        self.workspace.stop()
        self.server.stop()
        self.thread.join()
        if self.store is not None:
            self.store.stop()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.stop()


def start(
    *,
    manifest: dict[str, Any],
    bot_url: str,
    signing_secret: str,
    bot_token: str,
    host: str = "127.0.0.1",
    port: int = 0,
    clock_url: str | None = None,
    company: Path | None = None,
    store: Path | None = None,
    now: Callable[[], datetime] | None = None,
    granted: Iterable[str] = (),
) -> Sandbox:
    """Start a workspace in which the app of this manifest is installed, and answer once it can be reached.

    `granted` are optional scopes that its admins have added.
    """
    app = Installation(manifest, bot_url, signing_secret, bot_token)
    app.scopes += granted
    workspace = Workspace(app, Clock(now or real_now))
    if store is None or not load(workspace, store):
        companies.settle_in(workspace, company or companies.HOUSE_COMPANY)
    server = Server(host, port, Door(workspace, clock_url))
    server.prepare()
    workspace.url = f"http://{host}:{server.bind_addr[1]}/"
    thread = threading.Thread(target=server.serve, name="sandbox door", daemon=True)
    thread.start()
    return Sandbox(workspace, server, thread, Store(workspace, store) if store is not None else None)
