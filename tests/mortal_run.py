"""`python -m bot run` in a process that dies at a point between a request and the record of what came of it."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot import cli, delivery, web
from models.champions import ShoutOut
from models.outbox import Letter
from tests import mortals
from tests.mortals import die, hurried

# a person's act, from Slack's request to the record that its post arrived
ACT_POINTS = (
    "the request came",
    "before the commit",
    "after the commit",
    "before the ack leaves",
    "before the send",
    "after Slack accepted",
)
# the clock's own: an occasion is claimed and its letters are written in one transaction
CLOCK_POINTS = ("before the commit", "after the commit")


def live(environ: dict[str, str], folder: Path, words: list[str], begun: float, point: str, act: str) -> None:
    """Run a command of the bot's; at that point of an act of that kind (`a gift` or `a digest`), be gone."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    carrying: Any = delivery
    carrying.Tempo, carrying.LOOK = lambda timeout: hurried(begun), 0.03
    _die_around_the_commit(point, _is_gift if act == "a gift" else _is_digest)
    _die_at_the_door(point)
    _die_at_the_post(point)
    sys.argv = ["cx-rituals", *words]
    cli.main()


def _is_gift(row: object) -> bool:
    return isinstance(row, ShoutOut)


def _is_digest(row: object) -> bool:
    return isinstance(row, Letter) and row.template == "champions.digest"


def _die_around_the_commit(point: str, is_it: Callable[[object], bool]) -> None:
    @event.listens_for(Session, "after_flush")
    def note(session: Session, _: Any) -> None:
        if any(is_it(row) for row in session.new):
            session.info["the act"] = True

    @event.listens_for(Session, "before_commit")
    def before(session: Session) -> None:
        if point == "before the commit" and "the act" in session.info:
            die()

    @event.listens_for(Session, "after_commit")
    def after(session: Session) -> None:
        if point == "after the commit" and "the act" in session.info:
            die()


def _die_at_the_door(point: str) -> None:
    door: Any = web
    answer = door.answer

    def answer_or_die(*given: Any) -> Any:
        if point == "the request came":
            die()
        response = answer(*given)
        if point == "before the ack leaves":
            die()
        return response

    door.answer = answer_or_die


def _die_at_the_post(point: str) -> None:
    say = WebClient.chat_postMessage

    def say_or_die(self: WebClient, **args: Any) -> Any:
        if point == "before the send":
            die()
        answer = say(self, **args)
        if point == "after Slack accepted":
            die()
        return answer

    WebClient.chat_postMessage = say_or_die  # type: ignore[method-assign]


@contextmanager
def alive(
    *, environ: dict[str, str], folder: Path, begun: float, words: list[str], point: str = "", act: str = "a gift"
) -> Iterator[Any]:
    """Such a process, ended with the story if it did not end before."""
    process = mortals.processes.Process(target=live, args=(environ, folder, words, begun, point, act), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()
