"""A white sheet on which charts are drawn: fonts, words that fit, and shapes, all in pixels."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

# Sizes are pixels of a picture that a phone shows at a third of its width: 32 here are 11 there.
WIDTH, EDGE, DPI = 1200, 48, 100
TITLE, TEXT = 46, 34
INK, MUTED, GREY, GRID, PAPER = "#1d1c1d", "#595959", "#8c8c8c", "#dddddd", "#ffffff"
LONGEST_NAME = 80


def plain(text: str) -> str:
    """One line without control characters, short enough to be read aloud."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


@lru_cache(maxsize=1)
def _fonts() -> tuple[list[str], frozenset[int]]:
    """DejaVu comes with matplotlib; what it lacks is drawn where the machine has a font for it."""
    from matplotlib import font_manager  # noqa: PLC0415

    here = {font.name for font in font_manager.fontManager.ttflist}
    wanted = (
        "Noto Sans CJK JP",
        "Noto Sans CJK SC",
        "WenQuanYi Zen Hei",
        "Noto Sans Devanagari",
        "Noto Sans Thai",
    )
    families = ["DejaVu Sans", *(name for name in wanted if name in here)]
    known: set[int] = set()
    for family in families:
        paths = [font_manager.findfont(font_manager.FontProperties(family=family, weight=w)) for w in (400, 700)]
        regular, bold = (set(font_manager.get_font(path).get_charmap()) for path in paths)
        known |= regular & bold
    return families, frozenset(known)


def drawable(text: str) -> str:
    """Without the emoji that the fonts lack, with a box for each letter; a lone emoji becomes its name."""
    _, known = _fonts()
    line = unicodedata.normalize("NFC", plain(text))
    kept = "".join(
        c if ord(c) in known else "□" if unicodedata.category(c)[0] in "LN" else ""
        for c in line
        if c not in "\ufe0e\ufe0f"
    )
    if not kept.strip() and line:
        return unicodedata.name(line[0], "?").lower()
    return " ".join(kept.split())


class Sheet:
    """A white sheet measured in pixels from its top left corner."""

    def __init__(self, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        size = (WIDTH / DPI, round(height) / DPI)
        self.figure: Figure = Figure(figsize=size, dpi=DPI, facecolor=PAPER, edgecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(round(height), 0))
        self.axes.set_axis_off()

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT,
        colour: str = INK,
        bold: bool = False,
        at: str = "left",
        over: bool = False,
    ) -> None:
        """Text, centred on the height y; `at` says what of it is at x; `over` keeps lines behind it away."""
        weight = "bold" if bold else "normal"
        self.axes.text(
            *(x, y, text), family=_fonts()[0], fontsize=size * 72 / DPI, fontweight=weight, color=colour,
            ha=at, va="center_baseline", parse_math=False,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 2} if over else None,
        )  # fmt: skip

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor="none"))

    def line(self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float = 1.5) -> None:
        self.axes.plot(
            xs, ys, color=colour, linewidth=width * 72 / DPI, linestyle="-", marker="", solid_capstyle="round"
        )

    def dot(self, x: float, y: float, colour: str) -> None:
        self.axes.plot([x], [y], color=colour, marker="o", markersize=16 * 72 / DPI, markeredgecolor=PAPER)

    def circles(
        self, places: Sequence[tuple[float, float]], across: float, fill: str, edge: str, line: float
    ) -> None:  # fmt: skip
        """Many of one kind at once."""
        from matplotlib.collections import EllipseCollection  # noqa: PLC0415

        self.axes.add_collection(
            EllipseCollection(
                [across] * len(places), [across] * len(places), [0] * len(places), units="xy", offsets=places,
                offset_transform=self.axes.transData, facecolors=fill, edgecolors=edge, linewidths=line * 72 / DPI,
            ),
            autolim=False,
        )  # fmt: skip

    def png(self) -> bytes:
        file = BytesIO()
        self.figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
        return file.getvalue()


def width_of(text: str, size: float = TEXT, bold: bool = False) -> float:
    """Pixels, from the font itself."""
    from matplotlib import font_manager  # noqa: PLC0415

    families, _ = _fonts()
    path = font_manager.findfont(font_manager.FontProperties(family=families[0], weight=700 if bold else 400))
    font = font_manager.get_font([path, *(font_manager.findfont(name) for name in families[1:])])
    font.set_size(size * 72 / DPI, DPI)
    font.set_text(text, 0.0)
    return font.get_width_height()[0] / 64


def fit(text: str, room: float, size: float = TEXT, bold: bool = False) -> str:
    """The text, cut with an ellipsis where the room ends."""
    if width_of(text, size, bold) <= room:
        return text
    while text and width_of(text + "…", size, bold) > room:
        text = text[:-1].rstrip()
    return text + "…"


def title_lines(text: str) -> list[str]:
    """At most two lines of words."""
    room = WIDTH - 2 * EDGE
    words, first = drawable(text).split(), ""
    while words and width_of(f"{first} {words[0]}".strip(), TITLE, True) <= room:
        first = f"{first} {words.pop(0)}".strip()
    lines = [first, " ".join(words)] if first else [" ".join(words)]
    return [fit(line, room, TITLE, True) for line in lines if line]
