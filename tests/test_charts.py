"""Charts: numbers that a phone shows, a screen reader reads, and odd text does not break."""

import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.charts import COLOURS, Chart, Series, draw
from bot.sheet import INK, MUTED, drawable, fit, width_of

MONTHS = ("January", "February", "March", "April", "May")
COMPLAINTS = Chart("Complaints a month", MONTHS, (Series("All", (12, 15, 19, None, 7)),))
REASONS = Chart(
    "Why customers left",
    ("Price", "Product gaps", "Nobody called back"),
    (Series("Q3", (31, 42.5, 26)), Series("Q4", (28, None, 41))),
    unit="%",
    kind="bar",
)


def picture(chart: Chart) -> Image.Image:
    return Image.open(BytesIO(draw(chart).png)).convert("RGB")


def colours_in(chart: Chart) -> set[str]:
    counted = picture(chart).getcolors(1 << 24)
    assert counted
    return {f"#{r:02x}{g:02x}{b:02x}" for n, (r, g, b) in counted if n > 500}  # type: ignore[misc]


def test_a_line_says_its_first_last_and_highest() -> None:
    assert draw(COMPLAINTS).alt == (
        "Line chart: Complaints a month. First January: 12, last May: 7, highest March: 19."
    )


def test_bars_say_so_for_each_series() -> None:
    assert draw(REASONS).alt == (
        "Bar chart: Why customers left. "
        "Q3: first Price: 31%, last Nobody called back: 26%, highest Product gaps: 42.5%. "
        "Q4: first Price: 28%, last Nobody called back: 41%, highest Nobody called back: 41%."
    )


def test_one_number_and_none_are_said_plainly() -> None:
    chart = Chart("Days to close", ("May", "June"), (Series("Care", (None, 3)), Series("Sales", (None, None))), "days")
    assert draw(chart).alt == "Line chart: Days to close. Care: June: 3 days. Sales: no numbers yet."


@pytest.mark.parametrize("chart", [COMPLAINTS, REASONS])
def test_the_same_numbers_give_the_same_bytes(chart: Chart) -> None:
    assert draw(chart) == draw(replace(chart))
    assert draw(chart).png != draw(replace(chart, title="Another")).png


def test_a_new_process_draws_the_same_bytes() -> None:
    code = (
        "import sys, hashlib; from tests.test_charts import COMPLAINTS, draw\n"
        "sys.stdout.write(hashlib.sha256(draw(COMPLAINTS).png).hexdigest())\n"
    )
    first, second = (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout for _ in range(2)
    )
    assert len(first) == 64 and first == second


def test_nothing_is_drawn_with_pyplot_nor_loaded_before_it_is_needed() -> None:
    code = (
        "import sys; from bot.charts import *\n"
        "assert not any(name.startswith('matplotlib') for name in sys.modules)\n"
        "draw(Chart('One', ('May',), (Series('All', (1,)),)))\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "chart",
    [
        replace(COMPLAINTS, series=()),
        replace(COMPLAINTS, labels=(), series=(Series("All", ()),)),
        replace(COMPLAINTS, series=(Series("All", (None,) * 5),)),
        replace(COMPLAINTS, series=(Series("All", (1, 2)),)),
        replace(COMPLAINTS, series=(Series("All", (1, 2, 3, 4, float("nan"))),)),
        replace(COMPLAINTS, series=(Series("All", (1, 2, 3, 4, float("inf"))),)),
        replace(COMPLAINTS, series=(Series("All", (1, 2, 3, 4, -1e19)),)),
        replace(COMPLAINTS, series=COMPLAINTS.series * 5),
        Chart("Many", tuple(map(str, range(21))), (Series("All", (1.0,) * 21),), kind="bar"),
    ],
)
def test_what_shows_nothing_or_cannot_be_read_is_refused(chart: Chart) -> None:
    with pytest.raises(ValueError, match=r"nothing to draw|one value|18 digits|Nobody can read"):
        draw(chart)


def test_each_series_has_its_colour_and_a_highlight_leaves_the_rest_grey() -> None:
    assert {COLOURS[0], COLOURS[1]} <= colours_in(REASONS)
    shown = colours_in(replace(REASONS, highlight="Q4"))
    assert COLOURS[1] in shown and COLOURS[0] not in shown
    assert colours_in(replace(REASONS, highlight="Nobody")) == colours_in(REASONS)


def test_a_longer_bar_means_more() -> None:
    chart = Chart("Two", ("A", "B"), (Series("All", (10, 20)),), kind="bar")
    image = picture(chart)
    rows = [[image.getpixel((x, y)) for x in range(image.width)] for y in range(image.height)]
    blue = tuple(bytes.fromhex(COLOURS[0][1:]))
    lengths = {count for row in rows if (count := row.count(blue)) > 100}
    assert len(lengths) == 2
    assert max(lengths) == pytest.approx(2 * min(lengths), abs=2)


def test_words_have_the_contrast_that_readers_need() -> None:
    """WCAG 2: 4.5 to 1 on white."""

    def light(colour: str) -> float:
        parts = [part / 255 for part in bytes.fromhex(colour[1:])]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in (*COLOURS, INK, MUTED):
        assert 1.05 / (light(colour) + 0.05) >= 4.5, colour


def test_dollars_are_money_and_not_mathematics() -> None:
    chart = replace(COMPLAINTS, title="From $5 to $x_{$", labels=("$a$", "$\\frac{1}", "$", "\\", "%"), unit="$")
    assert draw(chart).alt.startswith("Line chart: From $5 to $x_{$. First $a$: 12 $")
    assert draw(chart).png != draw(replace(chart, title="From 5 to x_{")).png


def test_emoji_are_left_out_or_named_and_lines_joined() -> None:
    assert drawable("Thanks \N{PARTY POPPER}\ufe0f\nall") == "Thanks all"
    assert drawable("\N{PARTY POPPER}") == "party popper"
    assert drawable("שלום") == "שלום"
    assert drawable("") == ""


def test_long_text_is_cut_where_its_room_ends() -> None:
    cut = fit("x" * 200, 300)
    assert cut.endswith("…") and 250 < width_of(cut) <= 300
    assert fit("short", 300) == "short"


odd = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.sampled_from(
    (
        "$x$",
        "\N{FAMILY}\u200d\N{PARTY POPPER}",
        "مرحبا بالعالم",
        "世界",
        "\u202eevil",
        "w" * 200,
        "a\nb\tc\0d",
        "",
    )
)
numbers = st.none() | st.floats(-1e18, 1e18) | st.integers(-100, 100)


@settings(deadline=None, max_examples=30)
@given(odd, st.lists(odd, min_size=1, max_size=5), odd, odd, st.data())
def test_no_text_and_no_number_breaks_a_chart(
    title: str, labels: list[str], name: str, unit: str, data: st.DataObject
) -> None:
    values = st.tuples(*(numbers for _ in labels))
    series = tuple(Series(name, data.draw(values)) for _ in range(data.draw(st.integers(1, 3))))
    series = (Series(name, (1, *series[0].values[1:])), *series[1:])
    drawn = draw(Chart(title, tuple(labels), series, unit, data.draw(st.sampled_from(("line", "bar")))))
    assert Image.open(BytesIO(drawn.png)).width == 1200
    assert 0 < len(drawn.alt) <= 2000 and drawn.alt.isprintable()
