"""A chart of what came and went each month, and of how many there are: bars up and down under a line."""

from dataclasses import dataclass

from bot.charts import Picture
from bot.sheet import EDGE, GRID, INK, MUTED, TITLE, WIDTH, Sheet, drawable, fit, plain, title_lines, width_of

COLOURS = ("#0072b2", "#8a4b91", "#b84700")  # of the bowl of marbles too: gained, came back, lost
SMALL, MOST = 28.0, 13
LINE_ROOM, BAR_ROOM = 190.0, 300.0  # pixels high


@dataclass(frozen=True)
class Stream:
    """A name and its whole numbers, one for each label."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Flow:
    """`total` is how many there were at the end of each month; two streams come and one goes.

    `labels` stand under the bars, `months` are how they are said in full.
    """

    title: str
    labels: tuple[str, ...]
    months: tuple[str, ...]
    total: Stream
    came: tuple[Stream, Stream]
    went: Stream


def draw(flow: Flow) -> Picture:
    """The same numbers give the same bytes. ValueError if there is nothing to show or too much to read."""
    streams = (flow.total, *flow.came, flow.went)
    if not 0 < len(flow.labels) <= MOST or any(len(one.values) != len(flow.labels) for one in streams):
        raise ValueError(f"A phone shows one to {MOST} months, with a number for each.")
    title = title_lines(flow.title)
    top = EDGE + len(title) * 60 + 30
    sheet = Sheet(top + LINE_ROOM + BAR_ROOM + 290)
    for number, line in enumerate(title):
        sheet.write(EDGE, EDGE + 24 + number * 60, line, size=TITLE, bold=True)
    slot = (WIDTH - 2 * EDGE) / len(flow.labels)
    xs = [EDGE + (place + 0.5) * slot for place in range(len(flow.labels))]
    _draw_total(sheet, flow.total, xs, top)
    low = _draw_bars(sheet, flow, xs, slot, top + LINE_ROOM + 110)
    for place in range(len(xs)):
        sheet.write(xs[place], low + 50, fit(drawable(flow.labels[place]), slot, SMALL), size=SMALL, at="center")
    _write_legend(sheet, flow, low + 116)
    return Picture(sheet.png(), describe(flow))


def describe(flow: Flow) -> str:
    """What the picture shows, for those who can't see it."""
    first, last = plain(flow.months[0]), plain(flow.months[-1])
    told = [f"Chart: {plain(flow.title)}."]
    told.append(f"{plain(flow.total.name)}: {flow.total.values[0]:,} in {first}, {flow.total.values[-1]:,} in {last}.")
    for one in (*flow.came, flow.went):
        if not any(one.values):
            told.append(f"{plain(one.name)}: none.")
            continue
        most = max(range(len(one.values)), key=lambda place: one.values[place])
        told.append(
            f"{plain(one.name)}: {sum(one.values):,} in all, most in {plain(flow.months[most])} "
            f"({one.values[most]:,}), {one.values[-1]:,} in {last}."
        )
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in told)[:2000]


def short(value: int) -> str:
    """As many digits as fit over a bar."""
    for limit, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if value >= limit:
            return f"{value / limit:.{0 if value >= 10 * limit else 1}f}".removesuffix(".0") + letter
    return str(value)


def _draw_total(sheet: Sheet, total: Stream, xs: list[float], top: float) -> None:
    """The line has a scale of its own, which does not begin at zero: its numbers stand at it."""
    low, high = min(total.values), max(total.values)
    ys = [top + 56 + (LINE_ROOM - 56) * (high - value) / ((high - low) or 1) for value in total.values]
    sheet.line(xs, ys, INK, 6)
    lowest, highest = total.values.index(low), total.values.index(high)
    for place in sorted({0, len(xs) - 1, lowest, highest}):
        sheet.circles([(xs[place], ys[place])], 18, INK, "#ffffff", 3)
        text = f"{total.values[place]:,}"
        half = width_of(text, bold=True) / 2
        x = min(max(xs[place], EDGE + half), WIDTH - EDGE - half)
        below = total.values[place] == low != high
        sheet.write(x, ys[place] + (40 if below else -34), text, bold=True, at="center")


def _draw_bars(sheet: Sheet, flow: Flow, xs: list[float], slot: float, top: float) -> float:
    """Who came above the line, who went below it; gives how low they reach."""
    up = [sum(values) for values in zip(*(one.values for one in flow.came), strict=True)]
    scale = BAR_ROOM / ((max(up) + max(flow.went.values)) or 1)
    zero = top + max(up) * scale
    wide = slot * 0.62
    for place, x in enumerate(xs):
        y = zero
        for one, colour in zip(flow.came, COLOURS, strict=False):
            height = one.values[place] * scale
            sheet.bar(x - wide / 2, y - height, wide, height, colour)
            y -= height
        down = flow.went.values[place] * scale
        sheet.bar(x - wide / 2, zero, wide, down, COLOURS[2])
        for value, at, colour in (
            (up[place], y - 22, COLOURS[0]),
            (flow.went.values[place], zero + down + 24, COLOURS[2]),
        ):
            if value:
                sheet.write(
                    x, at, fit(short(value), slot, SMALL, True), size=SMALL, colour=colour, bold=True, at="center"
                )
    sheet.line([EDGE, WIDTH - EDGE], [zero, zero], MUTED if max(up) else GRID, 2)
    return float(zero + max(flow.went.values) * scale + 20)


def _write_legend(sheet: Sheet, flow: Flow, y: float) -> None:
    x = float(EDGE)
    for one, colour in zip((*flow.came, flow.went, flow.total), (*COLOURS, INK), strict=True):
        text = fit(drawable(one.name), 400)
        wide = 46 + width_of(text)
        if x > EDGE and x + wide > WIDTH - EDGE:
            x, y = float(EDGE), y + 58
        sheet.bar(x, y - 15 if one is not flow.total else y - 3, 32, 30 if one is not flow.total else 6, colour)
        sheet.write(x + 44, y, text)
        x += wide + 40
