"""The bowl of marbles: everyone who is a customer lies in it, those who were lost lie beside it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from bot.charts import Picture
from bot.sheet import EDGE, MUTED, TITLE, WIDTH, Sheet, drawable, plain, title_lines, width_of

Points = list[tuple[float, float]]
Place = Callable[[float], Points]

MOST_MARBLES = 400  # more than these are dust on a phone
UNITS = (1, 2, 3, 4, 5)  # customers a marble stands for, times a power of ten
LARGEST, SMALLEST = 112.0, 12.0  # pixels across
CENTRE, WIDE, DEEP = 460.0, 400.0, 430.0  # of the bowl: half an ellipse
TABLE = (890.0, 1160.0)  # where the lost ones lie
LINE = 62.0  # from one line of words to the next
GLASS, WOOD = "#595959", "#bfb3a5"

# Fill, edge and what is painted on it: they differ in shape and in lightness too, for those who see no colours.
STAYED, GAINED, RETURNED, LOST = "stayed", "gained", "came back", "lost"
LOOKS = {
    STAYED: ("#d5dde4", "#97a4b0"),
    GAINED: ("#0072b2", "#004f7c"),
    RETURNED: ("#8a4b91", "#5f3264"),
    LOST: ("#ffffff", "#b84700"),
}


@dataclass(frozen=True)
class Bowl:
    """A period's marbles in whole customers. `closing` are in it at the end; `went` were gained and lost within it.

    `crowded` periods have so much coming and going that a marble stands for several, however few are in the bowl.
    """

    title: str
    closing: int
    gained: int
    returned: int
    lost: int
    went: int = 0
    crowded: bool = False

    @property
    def inside(self) -> dict[str, int]:
        """Those in the bowl by what happened to them. Who came and went lies outside."""
        came = max(min(self.gained - self.went, self.closing), 0)
        back = max(min(self.returned, self.closing - came), 0)
        return {GAINED: came, RETURNED: back, STAYED: self.closing - came - back}

    @property
    def unit(self) -> int:
        """How many customers one marble is."""
        steps = (step * int(10**power) for power in range(10) for step in UNITS)
        least = 2 if self.crowded else 1
        return next(step for step in steps if step >= least and self.closing + self.lost <= step * MOST_MARBLES)


def draw(bowl: Bowl) -> Picture:
    """The same numbers give the same bytes."""
    title = title_lines(bowl.title)
    top = EDGE + len(title) * 60 + 56
    legend = _legend(bowl)
    lines = (legend[-1][1] if legend else 0) + (bowl.unit > 1)  # beside the first
    sheet = Sheet(top + DEEP + 74 + lines * LINE + 34 + EDGE)
    for number, line in enumerate(title):
        sheet.write(EDGE, EDGE + 24 + number * 60, line, size=TITLE, bold=True)
    inside = [look for look, count in bowl.inside.items() for _ in range(_marbles(count, bowl.unit))]
    outside = [LOST] * _marbles(bowl.lost, bowl.unit)
    across = _across(len(inside), len(outside), top)
    _draw_bowl(sheet, top)
    filled = sorted(in_bowl(across, top)[: len(inside)], key=lambda place: (place[1], abs(place[0] - CENTRE), place))
    _lay(sheet, inside, filled, across)  # those who came lie on top
    _lay(sheet, outside, on_table(across, top), across)
    _write_legend(sheet, bowl, top + DEEP + 74)
    return Picture(sheet.png(), describe(bowl))


def describe(bowl: Bowl) -> str:
    """What the picture shows, for those who can't see it."""
    each = "" if bowl.unit == 1 else f" One marble is {bowl.unit:,} customers."
    return (
        f"Bowl of marbles: {plain(bowl.title)}. In the bowl {bowl.closing:,}, of them {bowl.inside[GAINED]:,} gained "
        f"and {bowl.inside[RETURNED]:,} came back; beside it {bowl.lost:,} lost.{each}"
    )


def _marbles(count: int, unit: int) -> int:
    """At least one for whatever happened at all."""
    return max(round(count / unit), 1) if count else 0


# --- where they lie -------------------------------------------------------------------------------


def in_bowl(across: float, top: float) -> Points:
    """The places of marbles in the bowl, the lowest first, each row from its middle."""
    radius, places = across / 2, []
    deep, wide = DEEP - radius - 8, WIDE - radius - 8
    for row in range(1000):
        below = row * radius * math.sqrt(3)
        if below > deep:
            break
        half = wide * math.sqrt(max(1 - ((deep - below) / deep) ** 2, 0))
        xs = _row(half, across, shifted=row % 2 == 1)
        places += [(CENTRE + x, top + deep - below) for x in sorted(xs, key=lambda x: (abs(x), x))]
    return places


def on_table(across: float, top: float) -> Points:
    """The places beside the bowl, the lowest first."""
    radius, places = across / 2, []
    middle, half = sum(TABLE) / 2, (TABLE[1] - TABLE[0]) / 2 - radius
    for row in range(1000):
        y = top + DEEP - radius - row * radius * math.sqrt(3)
        if y < top:
            break
        xs = _row(half, across, shifted=row % 2 == 1)
        places += [(middle + x, y) for x in sorted(xs, key=lambda x: (abs(x), x))]
    return places


def _row(half: float, across: float, *, shifted: bool) -> list[float]:
    """Marbles side by side in a row that reaches `half` to either side; every other row lies in the gaps."""
    first = across / 2 if shifted else 0.0
    many = int((half - first) // across) + 1 if half >= first else 0
    right = [first + number * across for number in range(many)]
    return [*(-x for x in right if x), *right]


def _across(inside: int, outside: int, top: float) -> float:
    """The largest marbles of which all have room."""
    across = LARGEST
    while across > SMALLEST and not (
        inside <= len(in_bowl(across, top)) and outside <= len(on_table(across, top))
    ):  # fmt: skip
        across -= 1
    return across


# --- what is drawn --------------------------------------------------------------------------------


def _draw_bowl(sheet: Sheet, top: float) -> None:
    sheet.line([EDGE, WIDTH - EDGE], [top + DEEP + 9] * 2, WOOD, 6)
    turns = [math.pi * step / 90 for step in range(91)]
    sheet.line([CENTRE + WIDE * math.cos(t) for t in turns], [top + DEEP * math.sin(t) for t in turns], GLASS, 7)
    for side in (-1, 1):
        sheet.line([CENTRE + side * WIDE, CENTRE + side * (WIDE + 18)], [top, top], GLASS, 7)


def _lay(sheet: Sheet, looks: list[str], places: Points, across: float) -> None:
    for look in LOOKS:
        mine = [place for one, place in zip(looks, places, strict=False) if one == look]
        if mine:
            _marble(sheet, mine, look, across - 2)


def _marble(sheet: Sheet, places: Points, look: str, across: float) -> None:
    fill, edge = LOOKS[look]
    line = max(across / 7, 3) if look == LOST else max(across / 18, 1.5)
    sheet.circles(places, across - line, fill, edge, line)
    if look == RETURNED:  # a white eye
        sheet.circles(places, across * 0.36, "#ffffff", "#ffffff", 0)


def _legend(bowl: Bowl) -> list[tuple[float, int, str, str]]:
    """(x, line, look, words) of each kind of marble there is, in as many lines as it takes."""
    counts = {**bowl.inside, LOST: bowl.lost}
    x, line, found = float(EDGE), 0, []
    for look in (STAYED, GAINED, RETURNED, LOST):
        text = f"{counts[look]:,} {look}"
        wide = 50 + width_of(text)
        if counts[look] and x > EDGE and x + wide > WIDTH - EDGE:
            x, line = float(EDGE), line + 1
        if counts[look]:
            found.append((x, line, look, text))
            x += wide + 40
    return found


def _write_legend(sheet: Sheet, bowl: Bowl, y: float) -> None:
    legend = _legend(bowl)
    for x, line, look, text in legend:
        _marble(sheet, [(x + 20, y + line * LINE)], look, 38)
        sheet.write(x + 50, y + line * LINE, text)
    if bowl.unit > 1:
        below = y + (legend[-1][1] + 1) * LINE if legend else y
        sheet.write(EDGE, below, drawable(f"One marble is {bowl.unit:,} customers."), colour=MUTED)
