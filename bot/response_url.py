"""The address that Slack gives with a pressed button: used only if it is Slack's own."""

import json
from dataclasses import replace
from http.client import HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot import answers
from bot.answers import dropped, parked, sent
from bot.desk import Desk
from models.outbox import READY
from models.outcomes import Outcome

SLACK_HOOKS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})


class NoRedirects(HTTPRedirectHandler):
    """A response_url answers itself or not at all."""

    def redirect_request(self, *_: Any) -> None:
        return None


def respond(desk: Desk, body: dict[str, Any]) -> Outcome:
    """Post to a response_url, and only to Slack's own."""
    if not belongs_to_slack(desk.letter.address, desk.slack):
        return parked("foreign_url")
    request = Request(
        desk.letter.address,
        json.dumps(body).encode(),
        {"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    desk.spoke = True
    try:
        with build_opener(NoRedirects).open(request, timeout=desk.timeout):
            return sent()
    except HTTPError as no:
        no.close()
        if no.code == 429:
            return Outcome(READY, "ratelimited", wait=answers.retry_after(dict(no.headers)), counts=False)
        if no.code >= 500:
            return Outcome(READY, f"http_{no.code}")
        return dropped("expired" if no.code in (404, 410) else f"http_{no.code}")
    except (OSError, HTTPException) as trouble:
        return replace(answers.meaning(trouble, desk.settle), stops=None)  # only this address is known to be dead


def belongs_to_slack(url: str, api_url: str) -> bool:
    """Slack's own hosts, or the host of the API we talk to; by https, or on this machine."""
    try:
        target, api = urlsplit(url), urlsplit(api_url)
        port = target.port
    except ValueError:
        return False
    host = target.hostname or ""
    if target.username is not None or target.password is not None:
        return False
    if host in SLACK_HOOKS:
        return target.scheme == "https" and port in (None, 443)
    return host == api.hostname and (target.scheme == "https" or (target.scheme == "http" and on_this_machine(host)))


def on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
