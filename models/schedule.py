"""What a schedule says about itself: its written name, when it is due, for whom, and how late is too late."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from sqlalchemy.orm import Session

from models.choices import Chosen
from models.outbox import Letter
from models.recurrence import Rule
from models.workspaces import Workspace

Play = Callable[[Session, Workspace, str, datetime], Sequence[Letter]]
Rhythm = Callable[[Session, Workspace, str], Rule]  # when one audience has its turns
DEADLINE, USUAL, LAST = 0, 5, 9  # who speaks first when several want the same day


class Preview(NamedTuple):
    """The message as it would read today. `quiet`: of so little as there is to tell, nothing would be posted."""

    template: str
    args: dict[str, Any]
    quiet: bool


class Calendar(Protocol):
    """What schedules/<ritual>.py registers with. `name` is written out, because the ledger remembers it.

    `audience` is "channels" (those of the ritual), "stewards" or "workspace". `wanted` is a yes-or-no setting that
    must be on beside the ritual's own. Later than `grace` the occasion makes no sense any more and is skipped.
    `each` is for audiences that have chosen for themselves: their rule is asked for whenever moments are planned.
    """

    def weekly(
        self, name: str, day: str | Chosen, at: str | Chosen, *, audience: str = ..., grace: timedelta = ...,
        priority: int = ..., wanted: str | None = ...,
    ) -> Callable[[Play], Play]: ...  # fmt: skip

    def monthly(
        self, name: str, day: str | Chosen, at: str | Chosen, *, audience: str = ..., grace: timedelta = ...,
        priority: int = ..., wanted: str | None = ...,
    ) -> Callable[[Play], Play]: ...  # fmt: skip

    def daily(
        self, name: str, at: str | Chosen, *, audience: str = ..., grace: timedelta = ...,
        priority: int = ..., wanted: str | None = ...,
    ) -> Callable[[Play], Play]: ...  # fmt: skip

    def each(
        self, name: str, rule: Rhythm, *, audience: str = ..., grace: timedelta = ..., priority: int = ...,
        wanted: str | None = ...,
    ) -> Callable[[Play], Play]: ...  # fmt: skip
