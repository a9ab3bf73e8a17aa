"""A pressed button's address is used only if it is Slack's, and its no is understood."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot import response_url
from bot.database import Database
from models import outbox
from models.workspaces import Workspace
from tests.post_office import NINE, Office, open_office


@pytest.fixture
def office(database: Database, workspace: Workspace, tmp_path: Path) -> Iterator[Office]:
    with open_office(database, workspace, tmp_path) as opened:
        yield opened


HOUSE = "http://127.0.0.1:4000/api/"


@pytest.mark.parametrize(
    ("url", "api", "ours"),
    [
        ("https://hooks.slack.com/actions/1", HOUSE, True),
        ("https://hooks.slack-gov.com/actions/1", HOUSE, True),
        ("http://127.0.0.1:4000/response/1", HOUSE, True),
        ("https://slack.test/response/1", "https://slack.test/api/", True),
        ("http://hooks.slack.com/actions/1", HOUSE, False),
        ("https://hooks.slack.com:8443/actions/1", HOUSE, False),
        ("https://hooks.slack.com.evil.test/actions/1", HOUSE, False),
        ("https://hooks.slack.com@evil.test/actions/1", HOUSE, False),
        ("https://a:b@hooks.slack.com/actions/1", HOUSE, False),
        ("http://slack.test/response/1", "https://slack.test/api/", False),
        ("http://10.0.0.1/response/1", HOUSE, False),
        ("http://localhost/response/1", HOUSE, False),
        ("file:///etc/passwd", HOUSE, False),
        ("https://[broken", HOUSE, False),
        ("", HOUSE, False),
    ],
)
def test_a_response_url_is_used_only_if_it_is_slacks(url: str, api: str, ours: bool) -> None:
    assert response_url.belongs_to_slack(url, api) is ours


def test_an_answer_replaces_the_message_whose_button_was_pressed(office: Office) -> None:
    with Hooks() as hooks:
        with office.promise() as session:
            outbox.answer(session, office.here, hooks.url, "test.said", at=NINE, text="done")
            outbox.answer(session, office.here, hooks.url, "test.said", at=NINE, beside=True, text="for you")
        office.drain()
    assert hooks.heard == [
        {"replace_original": True, "text": "done", "blocks": []},
        {"replace_original": False, "response_type": "ephemeral", "text": "for you", "blocks": []},
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, ("dropped", "expired")), (410, ("dropped", "expired")), (302, ("dropped", "http_302")),
     (400, ("dropped", "http_400")), (500, ("ready", "http_500")), (429, ("ready", "ratelimited"))],
)  # fmt: skip
def test_a_response_url_that_says_no_is_understood(status: int, expected: tuple[str, str], office: Office) -> None:
    with Hooks(status) as hooks:
        with office.promise() as session:
            letter = outbox.answer(session, office.here, hooks.url, "test.said", at=NINE, text="done")
        office.drain(0)
    assert office.fate(letter) == expected
    assert len(hooks.heard) == 1, "a redirect leads nowhere"


def test_an_answer_to_a_foreign_address_never_leaves(office: Office) -> None:
    with office.promise() as session:
        letter = outbox.answer(session, office.here, "http://10.0.0.1/", "test.said", at=NINE, text="done")
    office.drain()
    assert office.fate(letter) == ("parked", "foreign_url")


def test_an_answer_dies_with_its_address(office: Office) -> None:
    with office.promise() as session:
        letter = outbox.answer(session, office.here, "https://hooks.slack.com/1", "test.said", at=NINE, text="x")
    office.later(minutes=30)
    office.drain()
    assert office.fate(letter) == ("dropped", "expired")


class Hooks:
    """A response_url on this machine, which hears and says `status`."""

    def __init__(self, status: int = 200) -> None:
        self.heard: list[Any] = []
        hooks = self

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hooks.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.send_header("Location", hooks.url)
                self.send_header("Retry-After", "60")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Ear)
        self.url = f"http://127.0.0.1:{self.server.server_port}/response/1"

    def __enter__(self) -> "Hooks":
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
