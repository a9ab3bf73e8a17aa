"""Every message, form and Home tab, with the oddest things that people can be called and can write."""

import re

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from bot.templating import TEMPLATES, Render, day, fit, listed, mention, mentions, quotes, when
from models.champions import DAYS
from tests.calls_pages import CALLS_PARTS, CALLS_PUBLIC, calls_pages
from tests.complaint_pages import COMPLAINT_PARTS, COMPLAINT_PUBLIC, complaint_pages
from tests.customer_pages import CUSTOMER_PARTS, customer_pages
from tests.exercises_pages import EXERCISES_PARTS, EXERCISES_PUBLIC, exercises_pages
from tests.fix_pages import FIX_PARTS, FIX_PUBLIC, fix_pages
from tests.handling_pages import HANDLING_PARTS, handling_pages
from tests.journey_pages import JOURNEY_PARTS, journey_pages
from tests.leaving_pages import LEAVING_PUBLIC, leaving_pages
from tests.machinery_pages import MACHINERY_PARTS, machinery_pages
from tests.pages import giving_pages
from tests.review_pages import REVIEW_PARTS, review_pages
from tests.rule_pages import RULE_PARTS, RULE_PUBLIC, rule_pages
from tests.schema import Checked
from tests.summary_pages import SUMMARY_PARTS, summary_pages
from tests.trend_pages import TREND_PARTS, TREND_PUBLIC, trend_pages
from tests.upload_pages import upload_pages

# of others
PARTS = TREND_PARTS | FIX_PARTS | HANDLING_PARTS | COMPLAINT_PARTS | JOURNEY_PARTS | RULE_PARTS | CALLS_PARTS | (
    EXERCISES_PARTS | CUSTOMER_PARTS | REVIEW_PARTS | SUMMARY_PARTS | MACHINERY_PARTS
) | {
    f"champions.{name}" for name in ("what_they_did", "place", "medal", "next_step", "home")
}  # fmt: skip
# everyone in the channel reads them
PUBLIC = LEAVING_PUBLIC | {
    *(f"champions.{name}" for name in ("shout_out", "digest", "quiet", "erased")),
    *(f"customers.{name}" for name in ("summary", "opener", "unquoted")),
    *TREND_PUBLIC, *COMPLAINT_PUBLIC, *RULE_PUBLIC, *FIX_PUBLIC, *CALLS_PUBLIC, *EXERCISES_PUBLIC,
    *(f"calls.{name}" for name in ("pack", "month_end")),
}  # fmt: skip
# name people without calling them
QUIET = {f"champions.{name}" for name in ("digest", "shown", "top", "me", "person", "named", "takeback")}
AT, ZONE = "2026-11-18T10:00:00+01:00", "Europe/Berlin"

AWKWARD = {
    "markup": "<!channel> <@U0ANA00000> <https://evil.example|us> <!subteam^S1> & < > &lt;!here&gt;",
    "marks": "``` ` * _ ~ | > \n> # :tada: \\ \" ' {{ 7*7 }} {% raw %}",
    "long": "Wolfeschlegelsteinhausen" * 125,
    "entities": "&" * 3000,
    "controls": "a\x00b\x1b[31mc\x7f\u2028d\u202ee\u2066f\ud7ff",
    "right to left": "شكرا جزيلا \u200f على المساعدة",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 200,
    "lines": "a\n\n" * 900,
    "empty-looking": "\u200b",
}


def pages(words, count=2):
    """Arguments for every macro, with these words wherever somebody's words can stand."""
    whole, words, name, tag = words, words[:1500], words[:255], words[:30]  # as much as each of them can be
    people = [f"U0PEOPLE{n:02}" for n in range(count)]
    one = {"at": AT, "reason": words, "giver": name, "value": tag, "agreed": count, "withheld": False}
    digest = {
        "shout_outs": count, "givers": count, "receivers": count, "people": [name] * min(count, 12),
        "quote": {"reason": words, "giver": name, "receivers": [name] * count},
        "top": [{"rank": n + 1, "name": name, "givers": n} for n in range(min(count, 5))],
        "values": [[f"value-{n}", n] for n in range(20)], "start": AT, "end": AT, "last": AT,
        "every": "week", "zone": ZONE,
    }  # fmt: skip
    rhythm = {
        "channel": "C0CARE0000", "name": tag, "days": list(DAYS), "day": DAYS[0], "time": "09:00", "size": 5,
        "least": 1, "most": 20, "asleep": True, "absent": True, "bot": "U0CXBOT000", "zone": ZONE,
    }  # fmt: skip
    shown = {"told": digest, "channel": "C0CARE0000", "direct": False, "next": AT, "zone": ZONE, "runs": True}
    board = {
        "places": [{"rank": n + 1, "name": name, "colleagues": n} for n in range(15)],
        "own": {"rank": 112, "colleagues": 1, "away": 2, "target": 10}, "left_out": False, "range": "week",
        "givers": False, "tag": tag, "words": "this week", "running": True, "start": AT, "zone": ZONE, "more": count,
        "quiet": False,
    }  # fmt: skip
    receipt = {
        "id": 1, "receivers": people, "told": people, "value": tag, "private": True, "channel": "C0CARE0000",
        "target": "C0CHAMPION", "left": count, "of": 10, "bot": "U0CXBOT000",
    }  # fmt: skip
    home = {
        "thanked": [{**one, "private": True}] * 3, "received": count, "given": count, "left": 0, "of": 1, "zone": ZONE,
        "recent": [{"id": n, "at": AT, "receivers": [name] * count} for n in range(3)],
    }  # fmt: skip
    return {
        "champions.shout_out": {
            "id": 1,
            "giver": "U0BEN00000",
            "receivers": people,
            "reason": words,
            "value": tag,
            "first": people,
            "agreed": count,
        },
        "champions.erased": {},
        **{f"champions.receipt#{fate}": {**receipt, "fate": fate} for fate in ("posted", "direct", "shared", "absent")},
        "champions.receipt#quiet": {**receipt, "fate": "absent", "told": people[1:], "left": 0},
        "champions.undone": {"receivers": people, "reason": words},
        "champions.agreed": {"id": 1, "already": False, "button": True},
        "champions.agreed#button": {"id": 1, "already": True, "button": True},
        "champions.agreed#reaction": {"id": 1, "already": True, "button": False},
        "champions.reconsidered": {"reactions": True},
        "champions.takeback": {"id": 1, "own": False, "giver": name, "receivers": [name] * count},
        "champions.removed": {"by": "U0DANA0000", "reason": words, "receivers": people},
        "champions.gone": {"giver": "Xgone"},
        "champions.named": {"giver": name, "receivers": [name] * count, "agreeing": [name] * count},
        "champions.named#nobody": {"giver": name, "receivers": [name], "agreeing": []},
        "champions.thanked": {
            "giver": "U0BEN00000",
            "reason": words,
            "value": tag,
            "private": False,
            "channel": "C0CARE0000",
            "link": "https://x.slack.com/archives/C1/p1",
        },
        "champions.thanked#private": {"giver": "Xgone", "reason": "", "value": None, "private": True, "channel": None},
        "champions.quietened": {"off": True},
        "champions.quietened#on": {"off": False},
        **giving_pages(words, name, tag, people, receipt),
        **customer_pages(words, name, tag, people),
        **upload_pages(words, name, count),
        **calls_pages(words, name, tag, people, count),
        **review_pages(words, name, tag, people, count),
        **summary_pages(words, name, tag, count),
        **journey_pages(words, name, count),
        **leaving_pages(words, name, count),
        **complaint_pages(words, name, tag, count),
        **handling_pages(words, name, tag, people, count),
        **rule_pages(words, name, count),
        **fix_pages(words, name, tag, count),
        **trend_pages(words, name, tag, count),
        **exercises_pages(words, name, tag, people, count),
        "champions.top": board,
        "champions.top#givers": board
        | {"givers": True, "range": "2026-10", "words": "in October 2026", "running": False},
        "champions.top#empty": board | {"places": [], "own": None, "more": 0, "left_out": True, "quiet": True},
        "champions.person": {
            "id": "U0ANA00000",
            "name": name,
            "praised": [one | {"stage": "Pay and be billed"}] * 5,
            "total": count,
            "givers": count,
            "zone": ZONE,
        },
        "champions.person#empty": {
            "id": "U0ANA00000",
            "name": name,
            "praised": [],
            "total": 0,
            "givers": 0,
            "zone": ZONE,
        },
        "champions.exporting": {"everything": True, "words": "so far"},
        "champions.exporting#own": {"everything": False, "words": "so far"},
        "champions.exported": {"part": "shout-outs", "rows": count, "everything": True, "words": "so far"},
        "champions.export_stopped": {},
        "champions.me": {
            "thanked": [one] * 5,
            "total": count,
            "givers": 1,
            "given": 0,
            "left": 1,
            "of": 1,
            "zone": ZONE,
        },
        "champions.me#empty": {"thanked": [], "total": 0, "givers": 0, "given": 0, "left": 1, "of": 1, "zone": ZONE},
        "champions.help": {"command": "/champion", "values": [tag] * 20, "stages": ["pay"] * 8, "of": 1},
        "champions.digest": digest,
        "champions.digest#empty": {**digest, "shout_outs": 0, "quote": None, "people": [], "top": [], "values": []},
        "champions.digest#long": {**digest, "every": ""},
        "champions.shown": shown,
        "champions.shown#direct": {**shown, "direct": True, "next": None},
        "champions.shown#elsewhere": {**shown, "runs": False, "next": None},
        "champions.quiet": {"every": "month"},
        "champions.published": {"channel": "C0CARE0000"},
        "champions.rhythm": rhythm,
        "champions.lull": {"channel": "C0CARE0000", "every": "week"},
        "champions.lull#monthly": {"channel": "C0CARE0000", "every": "month"},
        "champions.lull_over": {"channel": "C0CARE0000", "outcome": "every Monday at 09:00"},
        "champions.lull_over#stopped": {"channel": "C0CARE0000", "outcome": None},
        **machinery_pages(words, whole, name, people, digest, home),
    }


NAMES = sorted(pages("x"))


@pytest.fixture(scope="module")
def render():
    return Checked(Render())


def texts(value):
    """Every mrkdwn or plain text in it."""
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text"):
            yield value["text"]
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def test_every_macro_is_rendered_here():
    written = {
        f"{file.stem if file.parent == TEMPLATES else file.parent.name}.{name}"
        for file in TEMPLATES.rglob("[a-z]*.jinja")
        for name in re.findall(r"{% macro (\w+)\(", file.read_text(encoding="utf-8"))
    }
    assert written - PARTS == {name.partition("#")[0] for name in NAMES}


@pytest.mark.parametrize("kind", AWKWARD)
@pytest.mark.parametrize("name", NAMES)
def test_no_words_break_a_message_or_call_anybody(render, name, kind):
    said = render(name.partition("#")[0], pages(AWKWARD[kind])[name])
    for text in texts(said):
        assert "<!channel>" not in text and "<!here>" not in text and "<!subteam" not in text
        assert "evil.example|" not in text.replace("&lt;https://evil.example|us&gt;", "")
        assert "<@U0ANA00000>" not in text
        assert not re.search(r"&(?!amp;|lt;|gt;)", text), "an entity was cut in two"
        assert text.count("<") == re.sub("(?m)^>", "", text).count(">")
    if "type" not in said:  # Slack takes no message with more than about 13,200 characters in all
        assert sum(map(len, texts(said["blocks"]))) <= 13_000


@pytest.mark.parametrize("name", NAMES)
def test_no_words_stand_in_what_a_lock_screen_shows(render, name):
    said = render(name.partition("#")[0], pages("Lindqvist clinic")[name])
    if "text" in said:
        assert "Lindqvist" not in said["text"]


@pytest.mark.parametrize("name", sorted(set(NAMES) - {name for name in NAMES if name.partition("#")[0] in PUBLIC}))
def test_everything_for_one_person_ends_with_who_will_see_it(render, name):
    last = render(name.partition("#")[0], pages("x")[name])["blocks"][-1]
    assert last["type"] == "context"
    assert re.match(r":eye: (Only you can see this|Seen by .{5,})", last["elements"][0]["text"])


@pytest.mark.parametrize("count", [0, 1, 2, 300])
@pytest.mark.parametrize("name", sorted(name for name in NAMES if name.partition("#")[0] in QUIET))
def test_lists_and_digests_call_nobody_however_many_there_are(render, name, count):
    said = render(name.partition("#")[0], pages("Ana", count)[name])
    assert "<@" not in str(said)


@pytest.mark.parametrize("count", [0, 1, 2, 300])
@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_counted_in_good_english(render, name, count):
    args = pages("x", count)[name]
    if count == 0 and name.startswith(("champions.shout_out", "champions.receipt", "champions.undone")):
        return  # nobody is never thanked
    shown = " ".join(texts(render(name.partition("#")[0], args)))
    assert not re.search(r"(?<![\d,.])1 (people|colleagues|shout-outs|times|others)\b", shown)
    assert not re.search(r"(?<!\d)(0|2|300) (person|colleague|shout-out|time|other)\b", shown)
    assert "mores" not in shown and "None" not in shown and "  ," not in shown


@pytest.mark.parametrize("name", [name for name in NAMES if pages("x")[name]])
def test_a_missing_or_an_unknown_argument_stops_it(name):
    plain, args = Render(), pages("x")[name]
    with pytest.raises((TypeError, UndefinedError)):
        plain(name.partition("#")[0], {**args, "surprise": 1})
    without = {key: value for key, value in args.items() if key != next(iter(args))}
    if next(iter(args)) != "id":  # a post's number is for those who look for it later
        with pytest.raises((TypeError, UndefinedError)):
            plain(name.partition("#")[0], without)


# --- what templates may do to a value -------------------------------------------------------------


def test_nothing_is_lost_when_words_are_shown_in_pieces():
    words = "".join(f"{n} & <b>\n" for n in range(400))
    pieces = quotes(words)
    assert len(pieces) > 1 and all(len(piece) <= 2410 for piece in pieces)
    shown = "\n".join(pieces).replace("> ", "").replace("\n", "")
    assert Markup(shown).unescape().replace(" ", "") == words.replace("\n", "").replace(" ", "")


def test_an_id_that_is_none_calls_nobody():
    assert mention("X0123456789ABCDEF") == "a former colleague" and mention("<!here>") == "a former colleague"
    assert mention("U0ANA00000") == "<@U0ANA00000>"


def test_lists_are_sentences():
    assert listed(["Ana"]) == "Ana" and listed(["Ana", "Ben", "Li & Co"]) == "Ana, Ben and Li &amp; Co"
    assert listed(["Ana", "Ben", "Chloé"], 2) == "Ana, Ben and 1 other"
    assert mentions(["U0ANA00000", "U0BEN00000", "U0CHLOE000"], 1) == "<@U0ANA00000> and 2 others"


def test_a_date_is_the_same_for_every_reader_and_a_moment_is_each_readers_own():
    assert day("2026-10-31T23:00:00+00:00", ZONE) == "1 November 2026"
    assert when(AT, ZONE).endswith("|Wednesday 18 November 2026, 10:00 (Europe/Berlin)>")


@pytest.mark.parametrize("most", range(3, 12))
def test_cutting_never_leaves_half_an_entity_or_half_a_mention(most):
    assert not re.search(r"&(?!amp;|lt;)|<(?!@U1>)", fit("a&amp;&lt;<@U1>b&amp;", most).replace("…", ""))
