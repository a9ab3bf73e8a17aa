"""What the documents promise to other systems is what the door does: every example is sent, the curl line is run."""

import http.client
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from bot.hooks import MOST, TOLERANCE
from models import complaints, customers, hooks
from models.complaints import given
from models.customers import stripe, telling
from models.customers.ledger import KINDS
from tests.hooking import Outside, signed

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "hooks.md").read_text()
API: dict[str, Any] = yaml.safe_load((DOCS / "openapi.yml").read_text())
WAYS = {path.split("/")[2]: entry["post"] for path, entry in API["paths"].items()}
EXAMPLES = [
    (way, name, example["value"])
    for way, post in WAYS.items()
    for name, example in post["requestBody"]["content"]["application/json"]["examples"].items()
]


def valid(schema: dict[str, Any], thing: Any) -> list[str]:
    whole = DRAFT202012.create_resource(API)
    registry: Registry[Any] = Registry().with_resource("urn:api", whole)
    named = json.loads(json.dumps(schema).replace('"#/', '"urn:api#/'))
    return [error.message for error in Draft202012Validator(named, registry=registry).iter_errors(thing)]


def body_of(way: str) -> dict[str, Any]:
    schema: dict[str, Any] = WAYS[way]["requestBody"]["content"]["application/json"]["schema"]
    return schema


@pytest.fixture
def outside(database, workspace, people) -> Iterator[Outside]:
    system = Outside(database, workspace, people.dana)
    yield system
    system.stop()


# --- the file for machines -------------------------------------------------------------------------


def test_every_schema_is_one_and_every_reference_leads_somewhere():
    assert API["openapi"].startswith("3.1.") and set(API["info"]) >= {"title", "version"}
    for schema in [*API["components"]["schemas"].values(), *(body_of(way) for way in WAYS)]:
        Draft202012Validator.check_schema(schema)
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(API)):
        found: Any = API
        for step in reference.split("/"):
            found = found[step]
    names = [operation["operationId"] for operation in WAYS.values()]
    assert len(set(names)) == len(names) == len({**customers.HOOKS, **complaints.HOOKS})


def test_the_file_knows_the_fields_that_the_door_knows():
    schemas = API["components"]["schemas"]
    assert set(schemas["Event"]["properties"]) == set(telling.TOP)
    assert set(schemas["Complaint"]["properties"]) == set(given.TOP)
    assert set(schemas["Customer"]["properties"]) == {"id", "monthly_value", "currency", *telling.FIELDS}
    assert set(schemas["Event"]["properties"]["event"]["enum"]) == set(KINDS)
    outcomes = {hooks.RECORDED, hooks.UPDATED, hooks.UNCHANGED, hooks.REPEATED, hooks.REFUSED, hooks.LEFT_OUT}
    assert set(schemas["Outcome"]["properties"]["outcome"]["enum"]) == outcomes
    many = body_of("customers")["oneOf"][1]
    assert many["maxItems"] == MOST and TOLERANCE == 300


@pytest.mark.parametrize(("way", "name", "value"), EXAMPLES, ids=[f"{way} {name}" for way, name, _ in EXAMPLES])
def test_every_example_is_accepted_and_answered_as_promised(outside, way, name, value):
    assert valid(body_of(way), value) == []
    said = {"stripe": outside.stripe, "complaints": outside.complains, "customers": outside.tells}[way](value)
    assert said.status == 200
    assert set(said.outcomes) <= {"recorded", "updated"}
    assert valid(API["components"]["schemas"]["Answer"], said.json) == []


def test_what_the_schema_refuses_the_door_refuses_too(outside):
    wrongs: list[dict[str, Any]] = [
        {"event": "lost"}, {"customer": {}}, {"customer": {"id": "1", "kind": "both"}}, {"customer": 5},
    ]  # fmt: skip
    for wrong in wrongs:
        assert valid(body_of("customers"), wrong)
        said = outside.tells(wrong)
        assert said.outcomes == ["refused"] and valid(API["components"]["schemas"]["Answer"], said.json) == []
    assert valid(API["components"]["schemas"]["Error"], outside.tells("{").json) == []


def test_the_door_takes_the_words_true_and_false_as_answers_too(outside):
    assert outside.tells({"customer": {"id": "1", "may_call": True}}).outcomes == ["updated"]
    assert outside.customer("1").may_call == "yes"


# --- the page for people ---------------------------------------------------------------------------


def example() -> str:
    return str(re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)[0])


def ran(outside: Outside) -> str:
    """The page's own lines, in a shell where there is one with curl; else the same request without them."""
    url = f"http://127.0.0.1:{outside.server.port}/hooks/customers/{outside.key}"
    if all(shutil.which(tool) for tool in ("bash", "curl", "openssl")):
        told = {"CX_URL": url, "CX_SECRET": outside.secret, "PATH": "/usr/bin:/bin:/usr/local/bin", "no_proxy": "*"}
        return subprocess.run(["bash", "-euc", example()], env=told, capture_output=True, text=True, check=True).stdout
    body = re.findall(r"BODY='(.*)'", example())[0].encode()
    line = http.client.HTTPConnection("127.0.0.1", outside.server.port, timeout=30)
    line.request("POST", urlsplit(url).path, body, {"Content-Type": "application/json", **signed(body, outside.secret)})
    said = line.getresponse().read().decode()
    line.close()
    return said


def test_the_pages_curl_line_works_and_gives_the_answer_on_the_page(outside):
    promised = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
    assert json.loads(ran(outside)) == promised
    assert outside.kinds("4711") == ["here", "lost"]
    assert json.loads(ran(outside))["events"][0]["outcome"] == "repeated"


def test_the_page_names_every_field_outcome_and_event():
    for word in [*given.TOP, *telling.TOP, *telling.FIELDS, *KINDS, *stripe.EVENTS, "Idempotency-Key", "PUBLIC_URL"]:
        assert f"`{word}`" in PAGE or f"`customer.{word}`" in PAGE or f"**{word}**" in PAGE, word
    for outcome in (hooks.RECORDED, hooks.UPDATED, hooks.UNCHANGED, hooks.REPEATED, hooks.REFUSED):
        assert f"`{outcome}`" in PAGE, outcome
