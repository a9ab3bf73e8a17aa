"""The pictures that a message can ask for, drawn from the numbers that it froze."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from bot import charts, flows, marbles, strands
from bot.charts import Chart, Picture, Series
from bot.flows import Flow, Stream
from bot.marbles import Bowl
from bot.strands import Strand, Strands

Asked = Mapping[str, Any]


def draw(asked: Asked) -> Picture:
    """`asked` names its kind and holds that drawing's own fields. The same gives the same bytes."""
    return KINDS[asked["kind"]](asked)


def alt(asked: Asked) -> str:
    """What the picture shows, in words."""
    return WORDS[asked["kind"]](asked)


def key_of(asked: Asked) -> str:
    """Tells pictures apart: the same numbers need not be uploaded twice."""
    told = {name: value for name, value in asked.items() if name not in ("alt", "file", "instead")}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def bowl_of(asked: Asked) -> Bowl:
    return Bowl(**{field.name: asked[field.name] for field in fields(Bowl) if field.name in asked})


def flow_of(asked: Asked) -> Flow:
    total, went, (one, other) = asked["total"], asked["went"], asked["came"]
    return Flow(
        asked["title"], tuple(asked["labels"]), tuple(asked["months"]), _stream(total), (_stream(one), _stream(other)),
        _stream(went),
    )  # fmt: skip


def strands_of(asked: Asked) -> Strands:
    lines = tuple(Strand(name, tuple(values), tuple(flags)) for name, values, flags in asked["strands"])
    return Strands(asked["title"], tuple(asked["labels"]), tuple(asked["months"]), lines, asked.get("mark", "rising"))


def chart_of(asked: Asked) -> Chart:
    series = tuple(Series(name, tuple(values)) for name, values in asked["series"])
    return Chart(
        asked["title"], tuple(asked["labels"]), series, asked.get("unit", ""), asked.get("form", "line"),
        asked.get("highlight"),
    )  # fmt: skip


def _stream(told: Mapping[str, Any]) -> Stream:
    return Stream(told["name"], tuple(told["values"]))


KINDS: dict[str, Callable[[Asked], Picture]] = {
    "bowl": lambda asked: marbles.draw(bowl_of(asked)),
    "flow": lambda asked: flows.draw(flow_of(asked)),
    "chart": lambda asked: charts.draw(chart_of(asked)),
    "strands": lambda asked: strands.draw(strands_of(asked)),
}
WORDS: dict[str, Callable[[Asked], str]] = {
    "bowl": lambda asked: marbles.describe(bowl_of(asked)),
    "flow": lambda asked: flows.describe(flow_of(asked)),
    "chart": lambda asked: charts.describe(chart_of(asked)),
    "strands": lambda asked: strands.describe(strands_of(asked)),
}
