"""The bot as its operator runs it: `python -m bot run` in a process of its own, in front of a played Slack."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot import manifest, sandbox
from bot.environment import SETTINGS
from tests.harbour import CHANNELS, IDS, SECRET, TOKEN

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0  # seconds that a busy machine may take


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for something that another process does."""
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, f"it never happened: {what}"
        time.sleep(0.02)
    return found


def played_slack(port: int, *more_scopes: str) -> sandbox.Sandbox:
    """The played workspace; its app is reached at that port."""
    played = sandbox.start(
        manifest=manifest.read(), bot_url=f"http://127.0.0.1:{port}/slack/events", signing_secret=SECRET,
        bot_token=TOKEN,
    )  # fmt: skip
    played.workspace.wire.patience = 15.0  # a busy machine is no late ack
    played.workspace.app.scopes += more_scopes
    return played


def posts(slack: sandbox.Sandbox, words: str, channel: str = "care") -> list[str]:
    """What the bot posted there with these words in it."""
    app = slack.workspace.app.user
    seen = slack.workspace.messages(CHANNELS.get(channel, channel))
    return [one.ts for one in seen if one.user == app and not one.only_for and words in str(one.blocks) + one.text]


def told(slack: sandbox.Sandbox, person: str, words: str) -> list[str]:
    """What the bot told one person directly, with these words in it."""
    direct = slack.workspace.direct(slack.workspace.app.user, IDS[person])
    return posts(slack, words, direct.id) if direct else []


def environment(api_url: str, database_url: str, port: int, **more: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if name not in {one.name for one in SETTINGS}}
    return {
        **bare, "PYTHONPATH": str(ROOT), "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url, "DATABASE_URL": database_url, "PORT": str(port), **more,
    }  # fmt: skip


class Run:
    """A running bot. Whatever it wrote is in `log`."""

    def __init__(self, folder: Path, environ: dict[str, str], *words: str) -> None:
        self.port = int(environ["PORT"])
        self.file = folder / f"log-{self.port}-{time.monotonic_ns()}.txt"
        with self.file.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", *(words or ("run",))], cwd=folder, env=environ, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip

    @property
    def log(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def ready(self) -> "Run":
        until(lambda: "is ready" in self.log or self.process.poll() is not None, "the bot is ready")
        assert self.process.poll() is None, self.log
        return self

    def ends(self, number: int | None = None) -> int:
        """Send it a signal, if one is given, and wait for its exit code."""
        if number is not None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def health(self) -> tuple[int, str]:
        return get(f"http://127.0.0.1:{self.port}/health")

    def megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) / 1024


def get(url: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers or {}), timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as no:
        with no:
            return no.code, no.read().decode()
