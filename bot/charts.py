"""Pictures of a ritual's numbers, drawn on this machine, with a sentence for those who cannot see them."""

import math
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from bot.sheet import (
    EDGE,
    GREY,
    GRID,
    INK,
    MUTED,
    TITLE,
    WIDTH,
    Sheet,
    drawable,
    fit,
    plain,
    title_lines,
    width_of,
)

# Each is 4.5 to 1 or better on white, and they stay apart in the three common kinds of colour blindness.
COLOURS = ("#0072b2", "#b84700", "#00735a", "#8a4b91")
MOST_BARS, MOST_POINTS, LARGEST = 20, 400, 1e18


@dataclass(frozen=True)
class Series:
    """One name and its numbers, one for each label; None where nothing was measured."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """What to draw: at most four series over the same labels.

    `unit` stands behind each number ("%", "days"). `highlight` is a series' name (or a bar's label): it keeps
    its colour and the rest turns grey.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    kind: Literal["line", "bar"] = "line"
    highlight: str | None = None


@dataclass(frozen=True)
class Picture:
    """A PNG, and the sentences that say what it shows (at most 2,000 characters)."""

    png: bytes
    alt: str


def draw(chart: Chart) -> Picture:
    """The same chart gives the same bytes. ValueError if there is nothing to show or too much to read."""
    _check(chart)
    png = _draw_bars(chart) if chart.kind == "bar" else _draw_lines(chart)
    return Picture(png, describe(chart))


def _check(chart: Chart) -> None:
    most = MOST_BARS if chart.kind == "bar" else MOST_POINTS
    if not chart.labels or not any(value is not None for each in chart.series for value in each.values):
        raise ValueError("There is nothing to draw.")
    if len(chart.series) > len(COLOURS) or len(chart.labels) > most:
        raise ValueError(f"Nobody can read more than {len(COLOURS)} series of {most} on a phone.")
    for each in chart.series:
        if len(each.values) != len(chart.labels):
            raise ValueError("Each label needs one value.")
        if not all(value is None or abs(value) <= LARGEST for value in each.values):  # false for NaN too
            raise ValueError("A value must be a number of at most 18 digits.")


# --- words -----------------------------------------------------------------------------------------------


def _number(value: float, unit: str = "") -> str:
    """Short and exact enough for a glance: 1,234 or 12.5 or 3.4M."""
    size = abs(value)
    for limit, letter in ((1e15, ""), (1e9, "B"), (1e6, "M")):
        if size >= limit:
            text = f"{value:.2g}" if not letter else f"{value / limit:,.1f}".removesuffix(".0") + letter
            break
    else:
        text = f"{value:,.0f}" if size >= 100 else f"{value:.2g}" if 0 < size < 1 else f"{value:.1f}"
        text = text.removesuffix(".0")
    text = text.replace("-", "\N{MINUS SIGN}")
    return f"{text}{unit}" if unit in ("", "%") else f"{text} {unit}"


def describe(chart: Chart) -> str:
    """What the picture shows, for those who can't see it."""
    sentences = [f"{chart.kind.capitalize()} chart: {plain(chart.title)}."]
    unit = plain(chart.unit)
    for each in chart.series:
        known = [(label, v) for label, v in zip(chart.labels, each.values, strict=True) if v is not None]
        said = [f"{plain(label)}: {_number(value, unit)}" for label, value in known]
        if not known:
            sentence = "no numbers yet."
        elif len(known) == 1:
            sentence = f"{said[0]}."
        else:
            highest = said[max(range(len(known)), key=lambda n: known[n][1])]
            sentence = f"first {said[0]}, last {said[-1]}, highest {highest}."
        name = plain(each.name)
        sentences.append(f"{name}: {sentence}" if name and len(chart.series) > 1 else sentence)
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)[:2000]


def _colours(chart: Chart, number: int, label: str | None = None) -> tuple[str, str]:
    """(of the shape, of the words beside it). A highlight that names nothing here changes nothing."""
    named = {each.name for each in chart.series} | (set(chart.labels) if label is not None else set())
    if chart.highlight in named and chart.highlight not in (chart.series[number].name, label):
        return GREY, MUTED
    return COLOURS[number], COLOURS[number] if len(chart.series) > 1 else INK


# --- bars ------------------------------------------------------------------------------------------------

BAR, BAR_GAP, LABEL, GROUP_GAP = 44, 8, 50, 26


def _draw_bars(chart: Chart) -> bytes:
    """Lying bars, each under its label, so that long names need no room beside them."""
    title, unit = title_lines(chart.title), drawable(chart.unit)
    group = LABEL + len(chart.series) * (BAR + BAR_GAP) + GROUP_GAP
    top = EDGE + len(title) * 60 + 16
    sheet = Sheet(top + len(chart.labels) * group + EDGE - GROUP_GAP)
    _write_title(sheet, title)
    room = WIDTH - 2 * EDGE
    known = [value for each in chart.series for value in each.values if value is not None]
    beside = max(
        width_of(_beside(chart, n, value, unit), bold=True) for n in range(len(chart.series)) for value in known
    )
    low, high = min(0.0, *known), max(0.0, *known)
    scale = (room - min(beside, room / 2) - 24) / ((high - low) or 1)
    zero = EDGE - low * scale
    for place, label in enumerate(chart.labels):
        y = top + place * group
        sheet.write(EDGE, y + LABEL / 2, fit(drawable(label), room))
        for number, each in enumerate(chart.series):
            shape, words = _colours(chart, number, label)
            value, bar_y = each.values[place], y + LABEL + number * (BAR + BAR_GAP)
            length = (value or 0) * scale
            sheet.bar(zero + min(length, 0), bar_y, max(abs(length), 3), BAR, shape if value is not None else GRID)
            text = fit(_beside(chart, number, value, unit), room / 2, bold=True)
            sheet.write(zero + max(length, 3) + 16, bar_y + BAR / 2, text, colour=words, bold=True)
        if low < 0:
            sheet.line([zero, zero], [y + LABEL - 4, y + group - GROUP_GAP], INK, 3)
    return sheet.png()


def _beside(chart: Chart, number: int, value: float | None, unit: str) -> str:
    """What stands at the end of a bar."""
    shown = "no data" if value is None else _number(value, unit)
    return f"{shown}  {drawable(chart.series[number].name)}" if len(chart.series) > 1 else shown


def _write_title(sheet: Sheet, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        sheet.write(EDGE, EDGE + 24 + number * 60, line, size=TITLE, bold=True)


# --- lines -----------------------------------------------------------------------------------------------

PLOT, END_ROOM = 460, 440


def _draw_lines(chart: Chart) -> bytes:
    """Lines from left to right, each with its name and last number at its end."""
    title, unit = title_lines(chart.title), drawable(chart.unit)
    top = EDGE + len(title) * 60 + 40
    sheet = Sheet(top + PLOT + 70 + EDGE)
    _write_title(sheet, title)
    ticks = _ticks([value for each in chart.series for value in each.values if value is not None])
    shown = [_number(tick, unit if unit == "%" else "") for tick in ticks]
    ends = [_end(each, unit, len(chart.series) > 1) for each in chart.series]
    left = EDGE + max(map(width_of, shown)) + 24
    right = WIDTH - EDGE - max(width_of(text, bold=True) for text in ends) - 28
    many = max(len(chart.labels) - 1, 1)
    xs = [left + 12 + (right - left - 12) * (1 - place / many) for place in reversed(range(len(chart.labels)))]
    scale = PLOT / (ticks[-1] - ticks[0])

    def height(value: float) -> float:
        return top + (ticks[-1] - value) * scale

    for tick, text in zip(ticks, shown, strict=True):
        sheet.line([left, right], [height(tick)] * 2, MUTED if tick == 0 else GRID)
        sheet.write(left - 20, height(tick), text, colour=MUTED, at="right")
    _write_labels(sheet, [drawable(label) for label in chart.labels], xs, top + PLOT + 48)
    heights = [[None if v is None else height(v) for v in each.values] for each in chart.series]
    for number in sorted(range(len(chart.series)), key=lambda n: chart.series[n].name == chart.highlight):
        _draw_line(sheet, xs, heights[number], _colours(chart, number)[0])
    if len(chart.series) == 1:
        highest = max(value for value in chart.series[0].values if value is not None)
        _write_highest(sheet, xs, heights[0], _number(highest, unit if unit == "%" else ""))
    lasts = [next((y for y in reversed(ys) if y is not None), top + PLOT) for ys in heights]
    for number, (text, y) in enumerate(zip(ends, _spread(lasts, top, top + PLOT), strict=True)):
        sheet.write(right + 28, y, text, colour=_colours(chart, number)[1], bold=True)
    return sheet.png()


def _ticks(values: list[float]) -> list[float]:
    """Round numbers around all values, from zero if none is negative."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    low, high = min(0.0, *values), max(0.0, *values)
    whole = all(value == int(value) for value in values)
    around = MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=whole).tick_values(low, high if high > low else low + 1)
    return [float(tick) for tick in around]


def _end(series: Series, unit: str, named: bool) -> str:
    last = next((value for value in reversed(series.values) if value is not None), None)
    text = "no data" if last is None else _number(last, unit)
    if not named:
        return fit(text, END_ROOM, bold=True)
    return f"{text} " + fit(drawable(series.name), END_ROOM - width_of(text, bold=True), bold=True)


def _draw_line(sheet: Sheet, xs: list[float], ys: list[float | None], colour: str) -> None:
    """A line that breaks where a number is missing, with a dot at its end and on points that stand alone."""
    known = [(x, y) for x, y in zip(xs, ys, strict=True) if y is not None]
    for whole, run in groupby(zip(xs, ys, strict=True), key=lambda point: point[1] is not None):
        points = [(x, y) for x, y in run if y is not None]
        if whole:
            sheet.line([x for x, _ in points], [y for _, y in points], colour, 6)
        if whole and (len(points) == 1 or points[-1] == known[-1]):
            sheet.dot(*points[-1], colour)


def _write_highest(sheet: Sheet, xs: list[float], ys: list[float | None], text: str) -> None:
    """The highest number above its point, unless it is the last, which is written already."""
    known = [(y, x) for x, y in zip(xs, ys, strict=True) if y is not None]
    y, x = min(known)
    if y < known[-1][0] - TITLE or x < known[-1][1] - 2 * TITLE:
        sheet.write(x, y - 34, text, bold=True, at="center", over=True)


def _write_labels(sheet: Sheet, labels: list[str], xs: list[float], y: float) -> None:
    """The first label, the last, and as many between as fit side by side."""
    labels = [fit(label, 300) for label in labels]
    room = max(map(width_of, labels)) + 36
    step = max(math.ceil(room * (len(xs) - 1) / ((xs[-1] - xs[0]) or 1)), 1)
    for place in [0, *range(len(xs) - 1, step - 1, -step)] if len(xs) > 1 else [0]:
        half = width_of(labels[place]) / 2
        sheet.write(min(max(xs[place], EDGE + half), WIDTH - EDGE - half), y, labels[place], colour=MUTED, at="center")


def _spread(heights: list[float], top: float, bottom: float, apart: float = 46) -> list[float]:
    """The heights in their order, moved apart until the words do not touch."""
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    placed = list(heights)
    for above, here in pairwise(order):
        placed[here] = max(placed[here], placed[above] + apart)
    limit = bottom
    for here in reversed(order):
        placed[here] = max(min(placed[here], limit), top)
        limit = placed[here] - apart
    return placed
