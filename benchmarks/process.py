"""The process as a whole: how soon the sandbox's page answers, how much memory a resting `run` keeps."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.result import Result
from bot import manifest
from bot.sandbox import start as start_workspace

MEGABYTE = 1024 * 1024
SECRET = "0123456789abcdef0123456789abcdef"


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        yield Result("from `python -m bot sandbox` to the page's first answer", _page(folder), "s", 3)
        yield Result("resident memory of a resting `run`", _memory(folder), "MB", 150)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _page(folder: str) -> float:
    port = _free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "sandbox", "--port", str(port), "--folder", str(Path(folder) / "sandbox")],
        stdout=subprocess.DEVNULL,
    )
    try:
        _until_answered(f"http://127.0.0.1:{port}/")
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)


def _until_answered(url: str) -> None:
    for _ in range(600):
        try:
            with urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"{url} never answered")


def _memory(folder: str) -> float:
    """After the start and one quiet stretch, as Linux counts resident pages."""
    port = _free_port()
    with start_workspace(
        manifest=manifest.read(),
        bot_url=f"http://127.0.0.1:{port}/slack/events",
        signing_secret=SECRET,
        bot_token="xoxb-b",
    ) as sandbox:
        environ = os.environ | {
            "SLACK_BOT_TOKEN": "xoxb-b", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'run.db'}", "PORT": str(port),
        }  # fmt: skip
        process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environ, stdout=subprocess.DEVNULL)
        try:
            _until_answered(f"http://127.0.0.1:{port}/health")
            time.sleep(3)
            pages = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
        finally:
            process.terminate()
            process.wait(30)
