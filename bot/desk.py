"""Where one letter lies while it is being sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import answers, pictures
from bot.answers import TROUBLE, Unsaid
from bot.database import Database
from models.outbox import READY, SENT, UNSURE, Letter
from models.outcomes import Outcome
from models.workspaces import Workspace


class Renders(Protocol):
    def __call__(
        self, template: str, args: Mapping[str, Any] | None = None, *, repeat: bool = False
    ) -> dict[str, Any]: ...


@dataclass
class Desk:
    """One letter on its way, and all that is needed to say it.

    `left` tells how many seconds of the lease remain. `hold` begins the lease anew within a transaction, for what takes
    long, and gives the letter's row; None if it is another's by now. `spoke` is set before Slack can have taken it.
    """

    letter: Letter
    here: Workspace
    doubtful: bool
    client: WebClient
    render: Renders
    database: Database
    now: datetime
    settle: float
    timeout: float
    slack: str
    left: Callable[[], float]
    spoke: bool = False
    repeat: bool = False
    files: dict[str, str] = field(default_factory=dict)  # pictures that Slack has, by key
    hold: Callable[[Session], Letter | None] = lambda session: None

    def ask(self, call: Callable[..., Any], **args: Any) -> Any:
        """A question that changes nothing: no answer means asking again later."""
        try:
            return call(**args)
        except TROUBLE as trouble:
            outcome = answers.meaning(trouble, self.settle)
            if outcome.status == UNSURE:
                outcome = Outcome(READY, outcome.reason)
            raise Unsaid(outcome) from trouble

    def tell(self, call: Callable[..., Any], **args: Any) -> Any:
        """Say it. Not if the lease could end while Slack is still taking it: another would say it too."""
        if self.left() < self.settle:
            raise Unsaid(Outcome(READY, "too_slow"))
        self.spoke = True
        try:
            return call(**args)
        except TROUBLE as trouble:
            raise Unsaid(answers.meaning(trouble, self.settle)) from trouble

    def words(self) -> dict[str, Any]:
        """What the template says now. One that follows another gets the link to it, if that left."""
        args = dict(self.letter.args)
        if self.letter.follows is not None:
            args["link"] = self._link(self.letter.follows)
        if "pictures" in args:
            args["pictures"] = [self._hung(one) for one in args["pictures"] or []]
        return self.render(self.letter.template, args, repeat=self.repeat)

    def _hung(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A picture as the template shows it: with its words, and the file if Slack has one."""
        return {**asked, "alt": pictures.alt(asked), "file": self.files.get(pictures.key_of(asked))}

    def _link(self, first: int) -> str | None:
        with self.database.reading() as session:
            letter = session.get(Letter, first)
        if letter is None or letter.status != SENT or not (letter.channel and letter.ts):
            return None
        return self.here.permalink(letter.channel, letter.ts)
