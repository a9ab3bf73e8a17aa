"""Pages that stand alone: one HTML file each, with nothing outside it, to read and to print."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.texts import plural, spoken, written_day

TEMPLATES = Path(__file__).parent / "templates" / "web"


@cache
def _jinja() -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    jinja.filters.update(plural=plural, spoken=spoken, written_day=written_day)
    return jinja


def page(name: str, shown: Mapping[str, Any]) -> str:
    """The page `<name>.html` of bot/templates/web, showing this. What people typed is escaped."""
    return _jinja().get_template(f"{name}.html").render(shown)
