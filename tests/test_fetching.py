"""Files that somebody gave to Slack are brought in once, whole, and from nowhere else."""

import base64
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import Request

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import fetching
from bot.database import Database
from models import outbox, outcomes
from models.imports import uploads
from models.outbox import Letter
from models.workspaces import Workspace
from tests.post_office import ANA, CARE, NINE, Office, open_office

LARGE = b"id,name\n" + b"7,Acme\n" * 400_000  # nearly three pieces


def print_of(content: bytes) -> tuple[int, str]:
    return len(content), sha256(content).hexdigest()


class Reader(Office):
    """An office whose letters bring in files, and a piece of work that reads them."""

    heard: list[tuple[Any, str | None]]

    def give(self, content: bytes, name: str = "list.csv") -> str:
        """Ana hands a file to the bot; its id."""
        encoded = base64.b64encode(content).decode()
        file: str = self.slack.workspace.act(ANA, "upload", filename=name, content_base64=encoded)["file"]
        self.slack.workspace.files[file].given = True
        return file

    def fetch(self, file: str) -> Letter:
        with self.promise() as session:
            upload = uploads.begin(session, self.here, "test", "list.csv", by=ANA, at=NINE)
            return outbox.fetch(session, self.here, file, "test.read", upload=upload.id, at=NINE, user=ANA)

    def read_file(self, session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: Any) -> None:
        upload = uploads.find(session, here, args["upload"])
        content = print_of(uploads.opened(session, here, upload).read()) if args["trouble"] is None else None
        self.heard.append((content, args["trouble"]))


@pytest.fixture
def office(database: Database, workspace: Workspace, tmp_path: Path) -> Iterator[Reader]:
    with open_office(database, workspace, tmp_path) as opened:
        opened.__class__ = Reader
        assert isinstance(opened, Reader)
        opened.heard = []
        opened.works["test.read"] = opened.read_file
        opened.grant("files:read")
        yield opened


def test_a_large_file_arrives_whole_and_its_work_begins_once(office: Reader) -> None:
    letter = office.fetch(office.give(LARGE))
    assert [one.kind for one in office.drain()] == ["fetch", "work"]
    assert office.heard == [(print_of(LARGE), None)] and office.fate(letter) == ("sent", None)
    office.drain()
    assert len(office.heard) == 1


@pytest.mark.parametrize("trouble", ["cut", "500", "429:3", "503"])
def test_a_try_that_breaks_off_is_made_again_and_leaves_one_upload(office: Reader, trouble: str) -> None:
    office.order("files.download", trouble, times=2)
    office.fetch(office.give(LARGE))
    office.drain(600)
    assert office.heard == [(print_of(LARGE), None)]
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(uploads.Upload)) == 1
        assert session.scalar(select(func.count()).select_from(uploads.Piece)) == 3


def test_a_process_that_dies_on_the_way_is_followed_by_one_that_begins_anew(
    office: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = office.fetch(office.give(LARGE))

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(outcomes, "brought_in", die)
        with pytest.raises(KeyboardInterrupt):
            office.drain()
    assert office.fate(letter)[0] == "sending" and office.heard == []
    office.delivery = office.open()
    office.drain(600)
    assert office.heard == [(print_of(LARGE), None)]


def test_whoever_lost_the_letter_meanwhile_writes_no_more(office: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = office.fetch(office.give(LARGE))
    chunks, overtaken = fetching._chunks, False

    def slowly(*args: Any) -> Iterator[bytes]:
        nonlocal overtaken
        for chunk in chunks(*args):
            if not overtaken:
                overtaken = True
                office.jumped += 3600
                assert [one.kind for one in rival.drain()] == ["fetch", "work"]
            yield chunk

    rival = office.open()
    monkeypatch.setattr(fetching, "_chunks", slowly)
    office.drain()
    assert office.heard == [(print_of(LARGE), None)] and office.fate(letter) == ("sent", None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda o, f: o.slack.workspace.app.scopes.remove("files:read"), "missing_scope"),
        (lambda o, f: setattr(o.slack.workspace.files[f], "given", False), "file_not_found"),
        (lambda o, f: setattr(o.slack.workspace.files[f], "size", 0), "empty"),
        (lambda o, f: setattr(o.slack.workspace.files[f], "size", fetching.MOST + 1), "too_large"),
        (lambda o, f: setattr(o.slack.workspace.files[f], "content", b"<!DOCTYPE html><html>"), "sign_in"),
    ],
)
def test_what_cant_be_had_is_told_to_the_work(office: Reader, change: Any, reason: str) -> None:
    file = office.give(b"id,name\n")
    letter = office.fetch(file)
    change(office, file)
    office.drain()
    assert office.heard == [(None, reason)] and office.fate(letter) == ("dropped", reason)


def test_a_file_that_is_larger_than_it_said_is_left_off(office: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    file = office.give(LARGE)
    office.slack.workspace.files[file].size = 5
    monkeypatch.setattr(fetching, "MOST", 1024 * 1024)
    office.fetch(file)
    office.drain()
    assert office.heard == [(None, "too_large")]


def test_a_workbook_arrives_as_csv_and_what_is_no_table_not_at_all(office: Reader) -> None:
    book, file = Workbook(), BytesIO()
    assert book.active is not None
    book.active.append(["id", "name"])
    book.active.append([7, "Café Zoë"])
    book.save(file)
    office.fetch(office.give(file.getvalue(), "list.xlsx"))
    office.fetch(office.give(b"%PDF-1.7 nothing to read", "list.csv"))
    office.fetch(office.give(file.getvalue()[:900], "broken.xlsx"))
    office.drain()
    assert office.heard[0] == (print_of("id,name\n7,Café Zoë\n".encode()), None)
    said = [trouble or "" for content, trouble in office.heard[1:] if content is None]
    kinds = [one.partition(":")[0] for one in said]
    assert kinds == ["This is a PDF, not a table", "This is a packed file, not a table"]


def test_who_shows_the_sign_in_page_is_not_asked_twice(office: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    file = office.give(b"id,name\n")
    office.fetch(file)
    scopes = office.slack.workspace.app.scopes
    ask = fetching.is_slacks

    def and_lose_the_scope(url: str, api_url: str) -> bool:
        if "files:read" in scopes:
            scopes.remove("files:read")
        return ask(url, api_url)

    monkeypatch.setattr(fetching, "is_slacks", and_lose_the_scope)
    office.drain()
    assert office.heard == [(None, "sign_in")]


def test_slack_that_never_gives_it_is_given_up(office: Reader) -> None:
    office.order("files.download", "500", times=50)
    letter = office.fetch(office.give(b"id,name\n"))
    for _ in range(10):
        office.drain(600)
    assert office.heard == [(None, "gave_up")] and office.fate(letter) == ("dropped", "gave_up")


def test_the_token_goes_nowhere_but_to_slack(office: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "is_slacks", lambda url, _: "elsewhere" not in url)
    monkeypatch.setattr(
        "bot.sandbox.messages.File.payload", lambda self, base: {"size": 8, "url_private": "http://elsewhere.example/"}
    )
    office.fetch(office.give(b"id,name\n"))
    office.drain()
    assert office.heard == [(None, "foreign_url")]


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", True),
        ("https://files.slack-gov.com/files-pri/T1-F1/a.csv", True),
        ("https://files.slack.com:444/a.csv", False),
        ("http://files.slack.com/a.csv", False),
        ("https://files.slack.com.example/a.csv", False),
        ("https://files.slack.com@example.com/a.csv", False),
        ("https://me:it@files.slack.com/a.csv", False),
        ("http://127.0.0.1:3000/files-pri/F1/a.csv", True),
        ("http://127.0.0.1:5432/", False),
        ("https://127.0.0.1:3000/", False),
        ("file:///etc/passwd", False),
        ("//files.slack.com/a.csv", False),
        ("", False),
        ("http://[", False),
    ],
)
def test_which_addresses_are_slacks(url: str, ours: bool) -> None:
    assert fetching.is_slacks(url, "http://127.0.0.1:3000/api/") is ours


def test_a_redirect_elsewhere_is_not_followed() -> None:
    among = fetching.AmongSlacks("https://slack.com/api/")
    asked = Request("https://files.slack.com/files-pri/T1-F1/a.csv", headers={"Authorization": "Bearer x"})
    follow = among.redirect_request
    assert follow(asked, None, 302, "", {}, "https://acme.slack.example/?redir=1") is None
    moved = follow(asked, None, 302, "", {}, "https://files.slack.com/elsewhere/a.csv")
    assert moved is not None and moved.get_header("Authorization") == "Bearer x"


def test_a_channel_post_is_untouched_by_all_this(office: Reader) -> None:
    office.fetch(office.give(b"id\n7\n"))
    office.post("hello")
    office.drain()
    assert office.read(CARE) == ["hello"] and office.heard == [(print_of(b"id\n7\n"), None)]
