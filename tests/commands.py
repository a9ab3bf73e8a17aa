"""The operator's command line, in the tests' own process: what was said, and how it ended."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from bot import cli
from bot.environment import SETTINGS
from bot.telemetry import TALKATIVE, LogHandler
from tests.harbour import SECRET, TOKEN, Slack


class Told(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    def refused(self, *words: str) -> bool:
        """One sentence or more, exit code 2, and never a traceback."""
        sentences = bool(self.err.strip()) and "Traceback" not in self.err
        return self.code == 2 and sentences and all(word in self.err for word in words)


Command = Callable[..., Told]


@contextmanager
def command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> Iterator[Command]:
    """`command("settings", "list", DATABASE_URL=…)` in that folder, with nothing else in the environment."""
    monkeypatch.chdir(folder)
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", *TALKATIVE)}

    def run(*words: str, **environ: str) -> Told:
        for setting in SETTINGS:
            monkeypatch.delenv(setting.name, raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["cx-rituals", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return Told(int(left.value.code or 0), said.out, said.err)

    yield run
    for handler in [one for one in root.handlers if isinstance(one, LogHandler)]:
        root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def environment_of(slack: Slack) -> dict[str, str]:
    """What the bot that lives in the played workspace would have in its environment."""
    return {
        "DATABASE_URL": slack.database.url, "SLACK_API_URL": slack.sandbox.api_url, "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
