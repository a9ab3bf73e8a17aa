"""Who is who and where: asked of Slack when it is not known yet, and kept."""

import logging
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.database import Database
from models import members, workspaces
from models.base import Instant
from models.members import Member
from models.workspaces import Channel, Workspace

log = logging.getLogger(__name__)
Told = TypeVar("Told")

FRESH = timedelta(hours=24)  # user_change tells of changes sooner; this is for what it missed
CHANNEL_FRESH = timedelta(hours=1)
PATIENCE = 1.0  # seconds: an ack is due in three
KNOWN = select(Member.slack_id).where(
    Member.workspace_id == bindparam("here"),
    Member.slack_id.in_(bindparam("people", expanding=True)),
    Member.checked_at > bindparam("since", type_=Instant),
)


@dataclass
class Met:
    """What Slack told about groups and private channels. It is asked each time, since nothing tells of changes.

    `groups` has the people of each group that could be found, by its id or its handle; `readers` are those who read
    along in the private channel, None where that isn't known.
    """

    groups: dict[str, list[str]] = field(default_factory=dict)
    readers: list[str] | None = None


class Patience:
    """A second for all that is asked before an act."""

    def __init__(self) -> None:
        self.end = time.monotonic() + PATIENCE

    @property
    def left(self) -> float:
        return max(0.0, self.end - time.monotonic())


class People:
    def __init__(
        self, database: Database, client: Callable[[Workspace], WebClient], now: Callable[[], datetime]
    ) -> None:
        self.database, self.client, self.now = database, client, now

    def meet(
        self, here: Workspace, strange: Collection[str], place: str | None = None, patience: Patience | None = None
    ) -> None:
        """Ask Slack who these people are and what that channel is.

        Whoever Slack does not answer for stays unknown.
        """
        client, patience = self._hurried(here), patience or Patience()
        pool = ThreadPoolExecutor(max_workers=8)
        asked: list[Future[dict[str, Any] | None]] = [pool.submit(self._user, client, user) for user in strange]
        about = pool.submit(self._channel, client, place) if place else None
        everything: list[Future[Any]] = [*asked, *([about] if about else [])]
        done, _ = wait(everything, timeout=patience.left)
        pool.shutdown(wait=False, cancel_futures=True)
        users = [user for future in asked if future in done and (user := future.result())]
        with self.database.writing() as session:
            here = session.merge(here, load=False)
            for user in users:
                members.remember(session, here, user, at=self.now())
            if place and about and about in done and (told := about.result()):
                workspaces.remember_channel(session, here, place, at=self.now(), **told)

    def groups(self, here: Workspace, named: Collection[str], patience: Patience) -> dict[str, list[str]]:
        """The people of groups, by id (`S…`) or by handle. Those that Slack tells nothing about are left out."""
        client = self._hurried(here)
        ids = [name for name in named if name.isupper()]
        asked: list[Callable[[], dict[str, list[str]]]] = [partial(_members_of, client, group) for group in ids]
        if len(ids) < len(named):
            asked.append(partial(_by_handle, client, set(named) - set(ids)))
        return {group: people for told in _within(patience, asked) for group, people in told.items()}

    def readers(self, here: Workspace, place: str, patience: Patience) -> list[str] | None:
        """Who reads along in a private channel that the app is in."""
        told = _within(patience, [partial(_readers, self._hurried(here), place)])
        return told[0] if told else None

    def _hurried(self, here: Workspace) -> WebClient:
        client = self.client(here)
        client.timeout = 1
        return client

    def unknown(self, session: Session, here: Workspace, people: Collection[str]) -> set[str]:
        """Those whom we don't know, or not freshly enough."""
        asked = {"here": here.id, "people": list(people), "since": self.now() - FRESH}
        return set(people) - set(session.scalars(KNOWN, asked))

    def stale(self, channel: Channel | None) -> bool:
        return channel is None or channel.checked_at < self.now() - CHANNEL_FRESH

    def _user(self, client: WebClient, user: str) -> dict[str, Any] | None:
        answer = _ask(client.users_info, user=user)
        return answer["user"] if answer else None

    def _channel(self, client: WebClient, channel: str) -> dict[str, Any] | None:
        """What remember_channel takes. One that Slack denies to have is private, and we are not in it."""
        try:
            return described(client.conversations_info(channel=channel, include_num_members=True)["channel"])
        except SlackApiError as no:
            log.info("slack would not tell: %s", no.response.get("error"))
            hidden = no.response.get("error") == "channel_not_found"
            return {"private": True, "shared": False, "member": False} if hidden else None
        except (SlackClientError, OSError) as fault:
            log.warning("slack could not be asked: %s", type(fault).__name__)
            return None


def described(channel: dict[str, Any]) -> dict[str, Any]:
    """A conversation of Slack's in our words."""
    direct = bool(channel.get("is_im") or channel.get("is_mpim"))
    return {
        "name": channel.get("name") or "",
        "private": bool(channel.get("is_private")) or direct,
        "shared": bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
        "archived": bool(channel.get("is_archived")),
        "member": bool(channel.get("is_member")) or bool(channel.get("is_im")),
        "people": int(channel.get("num_members") or 0),
    }


def _ask(method: Callable[..., Any], **asked: Any) -> Any | None:
    try:
        return method(**asked)
    except SlackApiError as no:
        log.info("slack would not tell: %s", no.response.get("error"))
    except (SlackClientError, OSError) as fault:
        log.warning("slack could not be asked: %s", type(fault).__name__)
    return None


def _within(patience: Patience, asked: Collection[Callable[[], Told]]) -> list[Told]:
    """What was answered in time."""
    pool = ThreadPoolExecutor(max_workers=8)
    futures = [pool.submit(ask) for ask in asked]
    done, _ = wait(futures, timeout=patience.left)
    pool.shutdown(wait=False, cancel_futures=True)
    return [told for future in futures if future in done and (told := future.result()) is not None]


def _members_of(client: WebClient, group: str) -> dict[str, list[str]]:
    answer = _ask(client.usergroups_users_list, usergroup=group)
    return {group: list(answer["users"])} if answer else {}


def _by_handle(client: WebClient, handles: Collection[str]) -> dict[str, list[str]]:
    answer = _ask(client.usergroups_list, include_users=True)
    groups = answer["usergroups"] if answer else []
    return {one["handle"].lower(): list(one.get("users", [])) for one in groups if one["handle"].lower() in handles}


def _readers(client: WebClient, place: str) -> list[str] | None:
    """All of them or none: half an answer would keep words from people who read them anyway."""
    people: list[str] = []
    cursor = ""
    while True:
        answer = _ask(client.conversations_members, channel=place, limit=1000, cursor=cursor)
        if not answer:
            return None
        people += answer["members"]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return people
