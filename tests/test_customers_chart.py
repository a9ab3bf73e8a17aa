"""The pictures of customer math: the bowl of marbles and the months' coming and going, for eyes and for ears."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import flows, marbles, pictures
from bot.flows import Flow, Stream
from bot.marbles import Bowl
from models.customers import drawings

WEEK = Bowl("9 to 15 November 2026", closing=300, gained=12, returned=2, lost=9, went=1)
NAMES = ("January", "February", "March")
YEAR = Flow(
    "Customers, Jan 2026 to Mar 2026", ("Jan", "Feb", "Mar"), NAMES, Stream("customers at the end", (100, 96, 104)),
    (Stream("gained", (5, 2, 9)), Stream("came back", (0, 0, 0))), Stream("lost", (1, 6, 1)),
)  # fmt: skip


def colours_in(png: bytes) -> set[str]:
    counted = Image.open(BytesIO(png)).convert("RGB").getcolors(1 << 24)
    assert counted
    return {f"#{r:02x}{g:02x}{b:02x}" for n, (r, g, b) in counted if n > 30}  # type: ignore[misc]


def test_the_bowl_says_what_it_shows() -> None:
    assert marbles.draw(WEEK).alt == (
        "Bowl of marbles: 9 to 15 November 2026. In the bowl 300, of them 11 gained and 2 came back; beside it 9 lost."
    )


def test_each_kind_of_marble_is_there_in_its_own_look() -> None:
    assert {edge for _, edge in marbles.LOOKS.values()} <= colours_in(marbles.draw(WEEK).png)
    calm = Bowl("9 to 15 November 2026", closing=300, gained=0, returned=0, lost=0)
    assert marbles.LOOKS["lost"][1] not in colours_in(marbles.draw(calm).png)


def test_the_looks_differ_for_those_who_see_no_colours() -> None:
    """Fill by lightness: those who stayed are light, those who came dark; the lost ones are rings, outside."""

    def light(colour: str) -> float:
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    fills = {look: light(fill) for look, (fill, _) in marbles.LOOKS.items()}
    assert fills["stayed"] - max(fills["gained"], fills["came back"]) > 80
    assert fills["lost"] == pytest.approx(255)


@pytest.mark.parametrize(
    ("customers", "events", "unit"),
    [(8, 3, 1), (300, 9, 1), (1_204, 9, 4), (7_043, 1_869, 20), (1_000_000, 9_100, 3_000)],
)
def test_a_marble_stands_for_as_many_as_a_phone_can_show(customers: int, events: int, unit: int) -> None:
    bowl = Bowl("A month", closing=customers - events, gained=0, returned=0, lost=events)
    assert bowl.unit == unit
    assert (f"One marble is {unit:,} customers." in marbles.draw(bowl).alt) == (unit > 1)


def test_of_a_crowded_week_a_marble_is_never_one_customer() -> None:
    assert replace(WEEK, crowded=True).unit == 2


def test_an_empty_bowl_is_drawn_too() -> None:
    assert marbles.draw(Bowl("A start", 0, 0, 0, 0)).png.startswith(b"\x89PNG")


COUNTS = st.integers(0, 3_000_000)


@settings(max_examples=8)
@given(COUNTS, COUNTS, COUNTS, COUNTS, st.booleans())
def test_every_marble_has_its_place(closing: int, gained: int, returned: int, lost: int, crowded: bool) -> None:
    bowl = Bowl("Any period", closing, gained, returned, lost, crowded=crowded)
    assert sum(bowl.inside.values()) == closing and min(bowl.inside.values()) >= 0
    total = [marbles._marbles(count, bowl.unit) for count in bowl.inside.values()]
    across = marbles._across(sum(total), marbles._marbles(lost, bowl.unit), 200)
    assert sum(total) <= len(marbles.in_bowl(across, 200))
    assert marbles._marbles(lost, bowl.unit) <= len(marbles.on_table(across, 200))


def test_the_months_say_first_last_and_most() -> None:
    assert flows.draw(YEAR).alt == (
        "Chart: Customers, Jan 2026 to Mar 2026. Customers at the end: 100 in January, 104 in March. "
        "Gained: 16 in all, most in March (9), 9 in March. Came back: none. "
        "Lost: 8 in all, most in February (6), 1 in March."
    )


def test_a_flow_needs_a_number_for_each_month() -> None:
    with pytest.raises(ValueError, match="a number for each"):
        flows.draw(replace(YEAR, labels=("Jan",)))


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (999, "999"), (1_240, "1.2k"), (14_501, "15k"), (2_000_000, "2M")]
)
def test_short_numbers_over_bars(value: int, shown: str) -> None:
    assert flows.short(value) == shown


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert marbles.draw(WEEK) == marbles.draw(replace(WEEK))
    assert flows.draw(YEAR) == flows.draw(replace(YEAR))


def test_a_message_asks_for_a_picture_by_its_numbers() -> None:
    bowl = {"kind": "bowl", "title": "A week", "closing": 3, "gained": 1, "returned": 0, "lost": 1, "instead": ":x:"}
    assert pictures.draw(bowl).alt == pictures.alt(bowl)
    assert pictures.key_of(bowl) == pictures.key_of({**bowl, "file": "F1", "alt": "…"})
    assert pictures.key_of(bowl) != pictures.key_of({**bowl, "lost": 2})
    chart = {"kind": "chart", "title": "A chart", "labels": ["a", "b"], "series": [["one", [1, None]]]}
    assert pictures.draw(chart).alt == pictures.alt(chart) == "Line chart: A chart. A: 1."


def test_the_months_as_a_table() -> None:
    told = [
        {"month": "2026-01-01", "gained": 5, "returned": 0, "lost": 1, "closing": 1100},
        {"month": "2026-02-01", "gained": 12, "returned": 1, "lost": 3, "closing": 1110},
    ]
    assert drawings.table(told).splitlines() == [
        "          gained  back  lost  at the end",
        "Feb 2026      12     1     3       1,110",
        "Jan 2026       5     0     1       1,100",
    ]
    asked = drawings.chart(told)
    assert asked is not None and pictures.draw(asked).alt.startswith("Chart: Customers, Jan 2026 to Feb 2026.")
    assert drawings.table([]) == "" and drawings.chart([]) is None
