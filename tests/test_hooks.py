"""Other systems come in by the door: who is let in, what is turned away, and what is told twice counts once."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot import hooks as door
from models import erasure, hooks, members, workspaces
from models.hooks import Answer
from tests.door import Log
from tests.hooking import WAYS, Outside, lost, signed

SAID = "Grumbling Gasworks"  # whom nobody may read of in a log


@pytest.fixture
def outside(database, workspace, people) -> Iterator[Outside]:
    system = Outside(database, workspace, people.dana)
    with Log() as log:
        yield system
    system.stop()
    logged = "".join(log.lines)
    assert SAID not in logged and system.key not in logged and system.secret not in logged and "Acme" not in logged


# --- let in ----------------------------------------------------------------------------------------


def test_one_event_is_recorded_and_answered_for(outside):
    said = outside.tells({"id": "e1", **lost(reason="too expensive")})
    assert said.status == 200
    assert said.json["received"] == 1 and said.json["recorded"] == 1
    assert said.json["events"] == [{"id": "e1", "outcome": "recorded", "event": "lost", "on": "2026-11-17"}]
    assert outside.kinds("4711") == ["here", "lost"]
    assert outside.hook().arrived == 1 and outside.hook().used_at == outside.at


@pytest.mark.parametrize("wrap", [lambda events: events, lambda events: {"events": events}], ids=["list", "events"])
def test_many_events_come_in_one_request_and_each_is_answered_for(outside, wrap):
    said = outside.tells(wrap([lost("1"), lost("2"), lost("1", reason="price"), {"customer": {"id": "3"}}, 7]))
    assert said.outcomes == ["recorded", "recorded", "refused", "updated", "refused"]
    assert said.json["events"][2]["problems"] == [
        "This customer is lost already. If the day is wrong, take that entry back first."
    ]
    assert (said.json["refused"], outside.hook().arrived, outside.hook().refused) == (2, 5, 2)


def test_a_thousand_events_are_kept_in_parts(outside, monkeypatch):
    monkeypatch.setattr(door, "MOST", 25)
    monkeypatch.setattr(door, "PART", 10)
    said = outside.tells([lost(str(number)) for number in range(25)], named="all")
    assert said.outcomes == ["recorded"] * 25
    with outside.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Answer)) == 3
    assert outside.tells([lost(str(number)) for number in range(26)]).status == 413


# --- turned away -----------------------------------------------------------------------------------


def test_without_a_right_signature_nobody_gets_in(outside):
    body = json.dumps(lost()).encode()
    right = {"Content-Type": "application/json", **signed(body, outside.secret)}
    path = f"/hooks/customers/{outside.key}"
    wrong = [
        {"X-CX-Signature": ""}, {"X-CX-Timestamp": ""}, {"X-CX-Timestamp": "1_0"}, {"X-CX-Timestamp": "soon"},
        {"X-CX-Signature": "v1=" + "0" * 64}, {"X-CX-Signature": right["X-CX-Signature"].replace("v1", "v0")},
        {"X-CX-Signature": right["X-CX-Signature"].upper()}, {"X-CX-Timestamp": str(int(time.time()) - 5)},
        signed(body, "cxs_another"), signed(body + b" ", outside.secret),
    ]  # fmt: skip
    for one in wrong:
        assert outside.send(path, body, {**right, **one}).status == 401, one
    assert outside.events() == 0
    assert outside.send(path, body, right).status == 200


@pytest.mark.parametrize("age", [-400, 400])
def test_a_signature_is_good_for_five_minutes(outside, age):
    body = json.dumps(lost()).encode()
    for shift, status in ((age, 401), (age * 0.6, 200)):
        headers = {"Content-Type": "application/json", **signed(body, outside.secret, time.time() + shift)}
        assert outside.send(f"/hooks/customers/{outside.key}", body, headers).status == status


def test_a_request_that_somebody_caught_and_plays_again_counts_once(outside):
    body = json.dumps(lost()).encode()
    headers = {"Content-Type": "application/json", **signed(body, outside.secret)}
    said = [outside.send(f"/hooks/customers/{outside.key}", body, headers).outcomes for _ in range(3)]
    assert said == [["recorded"], ["repeated"], ["repeated"]]
    assert outside.kinds("4711") == ["here", "lost"]


@pytest.mark.parametrize("path", ["/hooks/customers/{wrong}", "/hooks/nothing/{key}", "/hooks/stripe/{key}", "/hooks/",
                                  "/hooks/customers/{key}/x", "/hooks/customers/", "/hooks/customers/%00"])  # fmt: skip
def test_a_wrong_address_is_a_short_no(outside, path):
    body = json.dumps(lost()).encode()
    found = path.format(wrong="A" * 43, key=outside.key)
    headers = {"Content-Type": "application/json", **signed(body, outside.secret), "Stripe-Signature": "t=1,v1=00"}
    said = outside.send(found, body, headers)
    assert said.status == 404 and set(said.json) == {"error"}


def test_what_is_no_request_of_this_kind_is_told_so(outside):
    path, body = f"/hooks/customers/{outside.key}", json.dumps(lost()).encode()
    headers = {"Content-Type": "application/json", **signed(body, outside.secret)}
    assert outside.send(path, b"", headers, "GET").status == 405
    assert outside.send(path, body, {**headers, "Content-Type": "text/plain"}).status == 415
    assert outside.send(path, body, {**headers, "Content-Type": ""}).status == 415
    assert outside.send(path, body, {**headers, "Idempotency-Key": "é" * 3}).status == 400
    assert outside.send(path, body, {**headers, "Idempotency-Key": "x" * 256}).status == 400
    assert outside.send(path, b"", {**headers, "Content-Length": "1000001"}).status == 413
    assert outside.events() == 0


BAD = [
    b"", b"{", b"[]", b'{"events": []}', b"null", b"7", b'"lost"', b"true", b"NaN", b'[{"customer": {"id": NaN}}]',
    b'{"customer": {"id": "1", "id": "2"}, "event": "lost"}', b'{"customer": 1, "customer": 2}', b"\xff\xfe{}",
    b'\xef\xbb\xbf{"customer": {"id": "1"}}', b'{"customer": {"id": "\\ud800"}}', b"[" * 100_000,
    b'{"customer": {"id": ' + b"9" * 5000 + b"}}", b'{"value": 1e999999999}', b'{"value": -Infinity}', b"{} {}",
]  # fmt: skip


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_a_body_that_cannot_be_understood_is_a_400(outside, body):
    said = outside.tells(body)
    assert said.status == 400 and said.json["error"].endswith(".")
    assert outside.events() == 0


def test_a_body_that_stops_coming_holds_nobody_up(outside):
    outside.server._cheroot.timeout = 0.2
    with socket.create_connection(("127.0.0.1", outside.server.port)) as line:
        head = f"POST /hooks/customers/{outside.key} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        right = "".join(f"{name}: {value}\r\n" for name, value in signed(b"", outside.secret).items())
        line.sendall(f"{head}{right}Content-Length: 500\r\n\r\n{{".encode())
        assert b" 400 " in line.recv(100)
    assert outside.tells(lost()).status == 200


def test_chunks_are_not_taken(outside):
    with socket.create_connection(("127.0.0.1", outside.server.port)) as line:
        head = f"POST /hooks/customers/{outside.key} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode())
        assert b" 411 " in line.recv(100)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.sampled_from([0.1, -2.5, 1e30, 1e-30, SAID])
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ["id", "customer", "event", "on", "value", "reason", "comment", "referred"]
OF_A_CUSTOMER = ["id", "name", "segment", "owner", "since", "monthly_value", "currency", "kind", "contact", "phone",
                 "email", "may_call", "do_not_contact", "in_dispute", "deceased", "test"]  # fmt: skip
LIKELY = st.sampled_from(["lost", "gained", "grew", "2026-11-17", "2026-02-30", "9999-12-31T23:59:59-12:00", "49.90",
                          "1e5", -1, 0, True, "EUR", "yes", "a@b", "\x00", "x" * 300, 10**20, "", [], {}])  # fmt: skip
VALUES = LIKELY | JSON
CUSTOMERS = st.dictionaries(st.sampled_from(OF_A_CUSTOMER), VALUES, max_size=6) | VALUES
THINGS = st.fixed_dictionaries(
    {}, optional={name: VALUES for name in NAMES if name != "customer"} | {"customer": CUSTOMERS}
) | JSON  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=st.lists(THINGS, min_size=1, max_size=4))
def test_whatever_a_signed_request_holds_is_answered_and_never_our_failure(outside, things: list[Any]):
    said = outside.tells(things)
    assert said.status == 200, said.json
    assert len(said.outcomes) == len(things)
    assert all(one["problems"] for one in said.json["events"] if one["outcome"] == "refused")


# --- told twice ------------------------------------------------------------------------------------


def test_the_same_request_gets_the_same_answer(outside):
    told = [lost("1"), lost("1"), {"customer": {"id": "2", "segment": "small"}}]
    first, again = (outside.tells(told, named="batch 7") for _ in range(2))
    assert first.json == again.json
    assert "Idempotent-Replayed" not in first.headers and again.headers["Idempotent-Replayed"] == "true"
    assert outside.kinds("1") == ["here", "lost"]


def test_a_name_can_not_be_used_for_something_else(outside):
    assert outside.tells(lost("1"), named="n").status == 200
    said = outside.tells(lost("2"), named="n")
    assert said.status == 422 and "Idempotency-Key" in said.json["error"]
    assert outside.customer("2") is None


def test_an_event_is_known_by_its_id_in_whatever_request_it_comes(outside):
    outside.tells([{"id": "e1", **lost("1")}, {"id": "e2", **lost("2")}])
    said = outside.tells([{"id": "e2", **lost("2")}, {"id": 3, **lost("3")}, {"id": "e1", **lost("1")}], named="x")
    assert said.outcomes == ["repeated", "recorded", "repeated"]
    assert outside.events() == 6


def test_what_was_kept_before_a_crash_is_answered_as_it_was(outside, monkeypatch):
    """The second part of three fails, and the first answer never arrives: told again, all of it counts once."""
    monkeypatch.setattr(door, "PART", 2)
    whole, parts = hooks.told, []

    def breaks(*args: Any, part: int, **more: Any) -> Any:
        parts.append(part)
        if parts == [0, 1]:
            raise OperationalError("", {}, Exception("the disk is full"))
        return whole(*args, part=part, **more)

    monkeypatch.setattr(hooks, "told", breaks)
    told = [lost(str(number)) for number in range(5)]
    failed = outside.tells(told, named="n")
    assert failed.status == 503 and failed.headers["Retry-After"] == "60"
    assert outside.events() == 4
    said = outside.tells(told, named="n")
    assert said.status == 200 and said.outcomes == ["recorded"] * 5 and outside.events() == 10
    assert outside.tells(told, named="n").json == said.json


@pytest.mark.parametrize("named", ["", "n"])
def test_told_at_the_same_moment_it_counts_once(outside, named):
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(outside.tells, {"id": "e1", **lost()}, named=named) for _ in range(4)]
    said = [one.result() for one in asked]
    assert {one.status for one in said} == {200}
    outcomes = sorted(one.outcomes[0] for one in said)
    assert outcomes == (["recorded"] * 4 if named else ["recorded", "repeated", "repeated", "repeated"])
    assert outside.kinds("4711") == ["here", "lost"]


def test_two_requests_that_speak_of_the_same_customers_in_another_order_both_come_through(outside):
    refs = [str(number) for number in range(16)]

    def asks(turn: int) -> Any:
        told = [{"customer": {"id": ref, "segment": f"s{turn}"}} for ref in (refs if turn % 2 else reversed(refs))]
        return outside.tells([*told, {"customer": {"id": None}}, 7, told[0]])

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(asks, range(8)))
    assert {one.status for one in said} == {200}
    assert [one.outcomes[-3:] for one in said] == [["refused", "refused", "unchanged"]] * 8
    assert outside.tells([lost("2"), lost("1"), lost("2")]).outcomes == ["recorded", "recorded", "repeated"]


def test_one_bad_event_leaves_nothing_of_itself_behind(outside):
    said = outside.tells({"customer": {"id": "9", "name": SAID}, "event": "saved", "comment": SAID})
    assert said.outcomes == ["refused"] and SAID not in json.dumps(said.json)
    assert outside.customer("9") is None


def test_answers_are_let_go_after_a_while(outside):
    outside.tells(lost("1"), named="n")
    with outside.writing() as session:
        erasure.let_go(session, outside.here, at=outside.at + timedelta(days=36))
        assert session.scalar(select(func.count()).select_from(Answer)) == 0
    assert outside.tells(lost("1"), named="other").outcomes == ["refused"]


# --- keys and companies ----------------------------------------------------------------------------


def test_a_rotated_key_and_secret_are_good_for_a_day(outside):
    old = {"key": outside.key, "secret": outside.secret}
    with outside.writing() as session:
        new = hooks.rotate(session, outside.here, "customers", WAYS["customers"], by=outside.lead, at=outside.at)
    fresh = {"key": new.key, "secret": new.secret}
    assert fresh["key"] != old["key"] and fresh["secret"] != old["secret"]
    for mixed in (old, fresh, old | {"key": new.key}, old | {"secret": new.secret}):
        assert outside.tells(lost(), **mixed).status == 200
    outside.at += timedelta(hours=24)
    assert outside.tells(lost(), **old).status == 404
    assert outside.tells(lost(), **(old | {"key": new.key})).status == 401
    assert outside.tells(lost(), **fresh).status == 200


def test_a_rotated_secret_can_be_revoked_at_once(outside):
    with outside.writing() as session:
        new = hooks.rotate(session, outside.here, "customers", WAYS["customers"], by=outside.lead, at=outside.at)
        hooks.revoke(session, outside.here, "customers", by=outside.lead, at=outside.at)
    assert outside.tells(lost()).status == 404
    assert outside.tells(lost(), key=new.key).status == 401
    assert outside.tells(lost(), key=new.key, secret=new.secret).status == 200


def test_another_companys_key_opens_nothing_here(outside):
    with outside.writing() as session:
        there = workspaces.install(
            session, "T0OTHER000", name="Orchid", url="", bot_user="U0X", bot_id="B0X", scopes=[], at=outside.at
        )
        zoe = members.remember(session, there, {"id": "U0ZOE00000", "real_name": "Zoe"}, at=outside.at)
        theirs = hooks.make(session, there, WAYS, by=zoe, at=outside.at)["customers"]
    outside.tells({"id": "e1", **lost("1")})
    assert outside.tells(lost("1"), key=theirs.key).status == 401, "their address takes their secret only"
    assert outside.tells(lost("1"), secret=theirs.secret).status == 401
    said = outside.tells({"id": "e1", **lost("1")}, key=theirs.key, secret=theirs.secret)
    assert said.outcomes == ["recorded"], "what is told twice is told by one company"
    assert outside.kinds("1") == ["here", "lost"] and outside.hook().arrived == 1
    with outside.writing() as session:
        workspaces.remove(workspaces.find(session, "T0OTHER000"), at=outside.at)
    assert outside.tells(lost("2"), key=theirs.key, secret=theirs.secret).status == 404
