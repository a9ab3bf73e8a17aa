"""Taking a company in with one token: who we are there, and what we were granted."""

import logging
from collections.abc import Callable
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.database import Database
from models import workspaces
from models.workspaces import Workspace

log = logging.getLogger(__name__)


class NotInstalled(Exception):
    """Slack does not know the token, or can't be reached and never was. The message says what to do."""


def install(database: Database, client: WebClient, now: Callable[[], datetime]) -> Workspace:
    """Ask Slack who this token is, and keep it. If Slack can't be reached, what was kept before will do."""
    try:
        answer = client.auth_test()
    except SlackApiError as no:
        error = no.response.get("error")
        raise NotInstalled(
            f"Slack refuses the token ({error}): copy SLACK_BOT_TOKEN again from OAuth & Permissions."
        ) from no
    except (SlackClientError, OSError) as fault:
        with database.reading() as session:
            known = workspaces.active(session)
        if not known:
            raise NotInstalled(
                f"Slack could not be reached ({type(fault).__name__}), and it never was before: try again later."
            ) from fault
        log.warning("slack could not be reached at start; going on with what is known")
        return known[0]
    granted = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
    with database.writing() as session:
        return workspaces.install(
            session, answer["team_id"], name=answer.get("team", ""), url=answer.get("url", ""),
            bot_user=answer["user_id"], bot_id=answer.get("bot_id", ""), at=now(),
            scopes=[scope.strip() for scope in granted.split(",") if scope.strip()],
        )  # fmt: skip
