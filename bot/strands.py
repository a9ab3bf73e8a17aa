"""A chart of many lines, one under the other: each on a scale of its own, with the months that were flagged marked."""

from dataclasses import dataclass

from bot.charts import Picture
from bot.sheet import EDGE, GRID, INK, MUTED, PAPER, TITLE, WIDTH, Sheet, drawable, fit, plain, title_lines, width_of

LINE, FLAG = "#0072b2", "#b84700"  # they stay apart in the three common kinds of colour blindness
MOST_STRANDS, MOST_POINTS = 20, 13
ROW, NAME, PLOT, GAP = 168.0, 46.0, 118.0, 10.0  # pixels high
END_ROOM = 150.0
SMALL = 28.0


@dataclass(frozen=True)
class Strand:
    """One line: its name, a number for each label, and the places that are marked."""

    name: str
    values: tuple[int, ...]
    flags: tuple[int, ...] = ()


@dataclass(frozen=True)
class Strands:
    """`labels` stand under the lines, `months` are how they are said in full; `mark` is what a mark means."""

    title: str
    labels: tuple[str, ...]
    months: tuple[str, ...]
    strands: tuple[Strand, ...]
    mark: str = "rising"


def draw(one: Strands) -> Picture:
    """The same numbers give the same bytes. ValueError if there is nothing to show or too much to read."""
    if not 0 < len(one.labels) <= MOST_POINTS or not 0 < len(one.strands) <= MOST_STRANDS:
        raise ValueError(f"A phone shows up to {MOST_STRANDS} lines of one to {MOST_POINTS} months.")
    if any(len(strand.values) != len(one.labels) for strand in one.strands):
        raise ValueError("Each month needs one value.")
    title = title_lines(one.title)
    top = EDGE + len(title) * 60 + 20
    marked = any(strand.flags for strand in one.strands)
    sheet = Sheet(top + len(one.strands) * (ROW + GAP) + 60 + (60 if marked else 0) + EDGE)
    for number, line in enumerate(title):
        sheet.write(EDGE, EDGE + 24 + number * 60, line, size=TITLE, bold=True)
    xs = _places(len(one.labels))
    for number, strand in enumerate(one.strands):
        _draw_strand(sheet, strand, xs, top + number * (ROW + GAP))
    low = top + len(one.strands) * (ROW + GAP) + 14
    _write_labels(sheet, one.labels, xs, low)
    if marked:
        sheet.circles([(EDGE + 14, low + 66)], 26, PAPER, FLAG, 5)
        sheet.write(EDGE + 40, low + 66, drawable(one.mark), size=SMALL, colour=FLAG)
    return Picture(sheet.png(), describe(one))


def describe(one: Strands) -> str:
    """What the picture shows, for those who can't see it."""
    told = [f"Chart: {plain(one.title)}."]
    first, last = plain(one.months[0]), plain(one.months[-1])
    for strand in one.strands:
        said = f"{plain(strand.name)}: {strand.values[0]:,} in {first}, {strand.values[-1]:,} in {last}"
        if strand.flags:
            said += f", {plain(one.mark)} in " + ", ".join(plain(one.months[place]) for place in strand.flags)
        told.append(said + ".")
    return " ".join(told)[:2000]


def _places(count: int) -> list[float]:
    right = WIDTH - EDGE - END_ROOM
    if count == 1:
        return [right]
    return [EDGE + 14 + (right - EDGE - 14) * place / (count - 1) for place in range(count)]


def _draw_strand(sheet: Sheet, strand: Strand, xs: list[float], top: float) -> None:
    """The name above its line; the last number at its end, the highest above its point, a ring on what is flagged."""
    sheet.write(EDGE, top + NAME / 2, fit(drawable(strand.name), WIDTH - 2 * EDGE), bold=True)
    high = max(*strand.values, 1)
    floor = top + NAME + PLOT
    ys = [floor - PLOT * 0.66 * value / high for value in strand.values]
    sheet.line([EDGE, xs[-1]], [floor, floor], GRID, 2)
    sheet.line(xs, ys, LINE, 5)
    for place in strand.flags:
        sheet.circles([(xs[place], ys[place])], 26, PAPER, FLAG, 5)
    sheet.dot(xs[-1], ys[-1], LINE)
    sheet.write(xs[-1] + 26, ys[-1], f"{strand.values[-1]:,}", colour=LINE, bold=True)
    peak = strand.values.index(max(strand.values))
    if strand.values[peak] and peak != len(xs) - 1:
        text = f"{strand.values[peak]:,}"
        half = width_of(text, SMALL) / 2
        sheet.write(max(xs[peak], EDGE + half), ys[peak] - 26, text, size=SMALL, colour=INK, at="center", over=True)


def _write_labels(sheet: Sheet, labels: tuple[str, ...], xs: list[float], y: float) -> None:
    slot = (xs[-1] - xs[0]) / max(len(xs) - 1, 1) if len(xs) > 1 else 200.0
    for place, x in enumerate(xs):
        text = fit(drawable(labels[place]), max(slot, 60.0), SMALL)
        sheet.write(max(x, EDGE + width_of(text, SMALL) / 2), y, text, size=SMALL, colour=MUTED, at="center")
