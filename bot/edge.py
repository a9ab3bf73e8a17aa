"""The edge of a request: one transaction, one claim that it is acted on once, and the words to answer with."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.database import Database
from bot.people import Met, Patience, People
from bot.rituals import Rituals
from bot.templating import Render
from models import choices, members, occasions, outbox, rights, setup, workspaces
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace


class Repeated(Exception):
    """This request was acted on before: Slack sent it again, or somebody pressed twice."""


@dataclass
class House:
    """The parts that serve every request, made once by the command line."""

    database: Database
    rituals: Rituals
    clock: Clock
    render: Render
    people: People
    client: Callable[[Workspace | None], WebClient]
    now: Callable[[], datetime]
    wake: Callable[[], None]  # something was committed that the delivery should know of
    public_url: str = ""  # where other systems reach the bot, if its operator said so

    @contextmanager
    def writing(self, team_id: str) -> Iterator[tuple[Session, Workspace]]:
        """One write transaction for one company. Next moments are computed anew if the act changed them."""
        with self.database.writing() as session:
            here = workspaces.find(session, team_id)
            if here is None:
                raise Refusal("This workspace is not installed yet: ask an admin to install the app again.")
            yield session, here
            session.flush()
            if session.info.pop("plans changed", False):
                self.clock.plan(session, here, self.now())
            for member in session.info.pop("redraw", ()):
                self.draw_home(session, here, member)
        self.wake()

    def draw_home(self, session: Session, here: Workspace, member: Member) -> None:
        """From every ritual's section and, for those who look after them, the machinery."""
        at = self.now()
        sections = [[name, ritual.rules.home(session, here, member, at=at)] for name, ritual in self.rituals.items()]
        runs = rights.may(session, here, member, "change settings")
        machinery = self._machinery(session, here) if runs else None
        outbox.redraw(session, here, member.slack_id, "home.tab", at=at, sections=sections, machinery=machinery)

    def _machinery(self, session: Session, here: Workspace) -> dict[str, Any]:
        """What those who look after the rituals see: which run, where, and what comes next."""
        running = [
            {"name": name, "title": ritual.rules.TITLE, "on": own.on, "channels": list(own.channels)}
            for name, ritual in self.rituals.items()
            for own in [choices.read(session, here, ritual.rules.Choices)]
        ]
        titles = {name: ritual.rules.TITLE for name, ritual in self.rituals.items()}
        ahead = [one for one in self.clock.upcoming(session, here) if one.name.partition(".")[0] in titles]
        paused = here.paused_until if here.paused_until and here.paused_until > self.now() else None
        return {
            "rituals": running, "paused_until": paused.isoformat() if paused else None, "zone": here.zone,
            "country": here.country or "", "leads": rights.holders(session, here, rights.CX_LEAD),
            "next": {
                "title": titles[ahead[0].name.partition(".")[0]], "at": ahead[0].next_at.isoformat(),
            } if ahead else None,
        }  # fmt: skip


class Request:
    """What a handler may ask for by name: transaction, reading, meet, show, renew; and who is acting."""

    def __init__(self, house: House, body: Mapping[str, Any], team_id: str, user_id: str | None) -> None:
        self.house, self.body, self.team_id, self.user_id = house, body, team_id, user_id
        self._claimed = False

    @contextmanager
    def transaction(self) -> Iterator[tuple[Session, Workspace]]:
        """The one place where an act is committed. The request is claimed in the same transaction as its effect."""
        with self.house.writing(self.team_id) as (session, here):
            key = request_key(self.body)
            if key and not self._claimed and not occasions.receive(session, here, key, at=self.house.now()):
                raise Repeated(key)
            yield session, here
        self._claimed = True

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Workspace]]:
        with self.house.database.reading() as session:
            here = workspaces.find(session, self.team_id)
            if here is None:
                raise Refusal("This workspace is not installed yet: ask an admin to install the app again.")
            yield session, here

    def meet(
        self, people: Iterable[str] = (), channel: str | None = None, *, groups: Collection[str] = (),
        audience: bool = False,
    ) -> Met:  # fmt: skip
        """Get to know the person who acts, those they name, and the channel, before the transaction begins.

        All of it within a second. With `audience`, also who reads along in a private channel.
        """
        patience, met, known = Patience(), Met(), self.house.people
        acting = [self.user_id] if self.user_id else []
        if groups:
            with self.reading() as (_, here):
                pass
            met.groups = known.groups(here, groups, patience)
        everybody = {*acting, *people, *(one for group in met.groups.values() for one in group)}
        with self.reading() as (session, here):
            strange = known.unknown(session, here, everybody)
            place = workspaces.channel(session, here, channel) if channel else None
        stale = bool(channel) and known.stale(place)
        if strange or stale:
            known.meet(here, strange, channel if stale else None, patience)
        if audience and channel and stale:
            with self.reading() as (session, here):
                place = workspaces.channel(session, here, channel)
        if audience and place is not None and place.closed:
            met.readers = known.readers(here, place.slack_id, patience)
        if here.installer is None:
            self._welcome()
        return met

    def _welcome(self) -> None:
        """The first admin who opens Home or types a command counts as the one who installed the app."""
        with self.reading() as (session, here):
            member = members.find(session, here, self.user_id) if self.user_id else None
        if member is not None and member.admin and member.colleague:
            with self.house.writing(self.team_id) as (session, here):
                setup.greet(session, here, self.actor(session, here), at=self.house.now())

    def actor(self, session: Session, here: Workspace) -> Member:
        """Who did this. Someone Slack does not tell us about may do nothing; commands are for colleagues."""
        member = members.find(session, here, self.user_id) if self.user_id else None
        if member is None:
            raise Refusal("Slack did not tell me who you are just now. Please try again in a moment.")
        if "command" in self.body and not member.colleague:
            raise Refusal(rights.outside(here, member))
        return member

    def redraw(self, session: Session, here: Workspace, member: Member) -> None:
        """Draw a person's Home tab anew once the act is done and the next moments are planned."""
        session.info.setdefault("redraw", []).append(member)

    def allowed(self, session: Session, here: Workspace, act: str) -> Member:
        """Who did this, if they may."""
        member = self.actor(session, here)
        rights.require(session, here, member, act)
        return member

    def show(self, template: str, args: Mapping[str, Any]) -> None:
        """Open a modal for the one who acts; from inside a modal, lay it on top."""
        with self.reading() as (_, here):
            pass
        show(self.house.client(here), self.body, self.house.render(template, args))

    def renew(self, template: str, args: Mapping[str, Any]) -> None:
        """Draw the modal anew in which somebody pressed a button."""
        with self.reading() as (_, here):
            pass
        client = self.house.client(here)
        client.timeout = 2
        client.views_update(view_id=self.body["view"]["id"], view=dict(self.house.render(template, args)))


def show(client: WebClient, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
    """Open a modal while the trigger lives; from inside a modal, lay it on top, or where three lie, in its place."""
    client.timeout = 2
    below = body.get("view") or {}
    opens = client.views_push if below.get("type") == "modal" else client.views_open
    try:
        opens(trigger_id=body["trigger_id"], view=dict(view))
    except SlackApiError as fault:
        if fault.response.get("error") != "push_limit_reached":
            raise
        client.views_update(view_id=below["id"], view=dict(view))


def request_key(body: Mapping[str, Any]) -> str | None:
    """What makes a request of Slack's the same request."""
    if body.get("event_id"):
        return f"ev:{body['event_id']}"
    if body.get("type") in ("view_submission", "view_closed"):
        return f"{body['type']}:{body['view']['id']}:{body['view'].get('hash', '')}"
    if body.get("trigger_id"):
        return f"{'cmd' if 'command' in body else 'act'}:{body['trigger_id']}"
    return None
