"""Nothing that a message needs is swallowed on the way to it: no template has an argument that the outbox keeps."""

from pathlib import Path

import pytest
from jinja2 import nodes

from bot import templating
from models import outbox
from tests.harbour import WEDNESDAY

TEMPLATES = Path(templating.__file__).parent / "templates"
KEPT = {"at", "scheduled", "expires", "on_behalf", "needs", "follows", "beside"}


def _is_a_form(macro):
    """Forms are opened at once, without the outbox."""
    called = (one.node for one in macro.find_all(nodes.Call))
    return any(isinstance(one, nodes.Getattr) and one.attr == "modal" for one in called)


def test_no_macro_has_a_parameter_that_would_never_reach_it():
    jinja = templating.Render().jinja
    lost = [
        f"{file.name}: {macro.name}({one.name})"
        for file in sorted(TEMPLATES.rglob("*.jinja"))
        for macro in jinja.parse(file.read_text(encoding="utf-8")).find_all(nodes.Macro)
        for one in macro.args
        if one.name in KEPT and not _is_a_form(macro)
    ]
    assert lost == []


@pytest.mark.parametrize("wrong", [{"needs": ["help"]}, {"expires": "2026-11-18"}, {"follows": 12}, {"scheduled": "x"}])
def test_what_was_meant_for_the_template_is_refused_at_the_call(session, workspace, wrong):
    with pytest.raises(TypeError, match=next(iter(wrong))):
        outbox.dm(session, workspace, "U0BEN00000", "cx.hello", at=WEDNESDAY, **wrong)
