"""Who is who and where: asked of Slack when it is not known yet, and kept."""

import logging
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.database import Database
from models import members, workspaces
from models.base import Instant
from models.members import Member
from models.workspaces import Workspace

log = logging.getLogger(__name__)

FRESH = timedelta(hours=24)  # user_change tells of changes sooner; this is for what it missed
CHANNEL_FRESH = timedelta(hours=1)
PATIENCE = 1.0  # seconds: an ack is due in three
KNOWN = select(Member.slack_id).where(
    Member.workspace_id == bindparam("here"),
    Member.slack_id.in_(bindparam("people", expanding=True)),
    Member.checked_at > bindparam("since", type_=Instant),
)


class People:
    def __init__(
        self, database: Database, client: Callable[[Workspace], WebClient], now: Callable[[], datetime]
    ) -> None:
        self.database, self.client, self.now = database, client, now

    def meet(self, here: Workspace, strange: Collection[str], place: str | None = None) -> None:
        """Ask Slack who these people are and what that channel is, within a second.

        Whoever Slack does not answer for stays unknown.
        """
        client = self.client(here)
        client.timeout = 1
        pool = ThreadPoolExecutor(max_workers=8)
        asked: list[Future[dict[str, Any] | None]] = [pool.submit(self._user, client, user) for user in strange]
        about = pool.submit(self._channel, client, place) if place else None
        everything: list[Future[Any]] = [*asked, *([about] if about else [])]
        done, _ = wait(everything, timeout=PATIENCE)
        pool.shutdown(wait=False, cancel_futures=True)
        users = [user for future in asked if future in done and (user := future.result())]
        with self.database.writing() as session:
            here = session.merge(here, load=False)
            for user in users:
                members.remember(session, here, user, at=self.now())
            if place and about and about in done and (told := about.result()):
                workspaces.remember_channel(session, here, place, at=self.now(), **told)

    def unknown(self, session: Session, here: Workspace, people: Collection[str]) -> set[str]:
        """Those whom we don't know, or not freshly enough."""
        asked = {"here": here.id, "people": list(people), "since": self.now() - FRESH}
        return set(people) - set(session.scalars(KNOWN, asked))

    def stale(self, session: Session, here: Workspace, channel: str) -> bool:
        known = workspaces.channel(session, here, channel)
        return known is None or known.checked_at < self.now() - CHANNEL_FRESH

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
