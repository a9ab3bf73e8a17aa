"""Turns Slack's mrkdwn into HTML in which nothing that anybody typed can become markup."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

import emoji
from markupsafe import Markup, escape

# One private character stands for each finished piece (a link, a mention, a code span) while the rest of the
# line is formatted, so that no pattern can reach inside it. Anybody's own private characters go before.
FIRST_MARK = 0xF0000
PRIVATE = re.compile("[\U000f0000-\U000ffffd]")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

PREFORMATTED = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
PIECES = re.compile(r"`(?P<code>[^`\n]+)`|<(?P<control>[^<>\n]+)>|(?P<url>https?://(?:(?!&[lg]t;)[^\s<>|])+)")
STYLED = re.compile(r"(?<!\w)(?:\*(?!\s)([^*\n]+)(?<!\s)\*|_(?!\s)([^_\n]+)(?<!\s)_|~(?!\s)([^~\n]+)(?<!\s)~)(?!\w)")
CODES = re.compile(r":([a-z0-9_+\-']+):(?::skin-tone-([2-6]):)?")
DATE_TOKENS = re.compile(r"\{(\w+)\}")
ENTITIES = re.compile("&(amp|lt|gt);")
MEANING = {"amp": "&", "lt": "<", "gt": ">"}
STYLES = ("strong", "em", "s")
SCHEMES = ("http://", "https://", "mailto:", "tel:")
# Names that Slack uses and the emoji package does not.
SLACK_NAMES = {
    "first_place_medal": "\U0001f947",
    "second_place_medal": "\U0001f948",
    "third_place_medal": "\U0001f949",
    "simple_smile": "\U0001f642",
    "hand": "\u270b",
    "phone": "\u260e\ufe0f",
    "medal": "\U0001f396\ufe0f",
    "octagonal_sign": "\U0001f6d1",
    "knife_fork_plate": "\U0001f37d\ufe0f",
    "face_palm": "\U0001f926",
    "large_orange_circle": "\U0001f7e0",
    "large_yellow_circle": "\U0001f7e1",
    "large_green_circle": "\U0001f7e2",
    "large_purple_circle": "\U0001f7e3",
    "large_brown_circle": "\U0001f7e4",
    "large_red_square": "\U0001f7e5",
    "large_blue_square": "\U0001f7e6",
    "large_orange_square": "\U0001f7e7",
    "large_yellow_square": "\U0001f7e8",
    "large_green_square": "\U0001f7e9",
    "large_purple_square": "\U0001f7ea",
}


@dataclass(frozen=True)
class Reader:
    """Whoever looks at the page: the names they know, their zone, and what time it is."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    me: str = ""
    my_groups: frozenset[str] = frozenset()
    place: Callable[[str], str] = lambda channel: f"?at={channel}"


def render(text: str, reader: Reader) -> Markup:
    """A whole mrkdwn text: preformatted blocks, quotes, lines, and everything within them."""
    text = PRIVATE.sub("\ufffd", CONTROLS.sub("", text.replace("\r\n", "\n")))
    out = []
    parts = PREFORMATTED.split(text)
    for index, part in enumerate(parts):
        if index % 2:
            out.append(Markup("<pre>{}</pre>").format(_flatten(part, reader)))
            continue
        around = part.removeprefix("\n") if index else part
        around = around.removesuffix("\n") if index < len(parts) - 1 else around
        if around:
            out.append(_paragraphs(around, reader))
    return Markup("").join(out)


def render_plain(text: str, *, with_emoji: bool = True) -> Markup:
    """A plain_text object: Slack's three entities and :emoji: names, and no other formatting."""
    text = CONTROLS.sub("", decode(text))
    return _draw_emoji(text) if with_emoji else escape(text)


def decode(text: str) -> str:
    """Slack's three entities, each decoded once: `&amp;lt;` is the text `&lt;`, and `&quot;` stays."""
    return ENTITIES.sub(lambda found: MEANING[found[1]], text)


def write_date(unix: int, pattern: str, reader: Reader) -> str:
    """Slack's date tokens, in the reader's own zone."""
    try:
        at = datetime.fromtimestamp(unix, reader.zone)
    except (OverflowError, OSError, ValueError):
        return pattern
    return DATE_TOKENS.sub(lambda found: _date_token(found[1], at, reader) or found[0], pattern)


def link(url: str, label: Markup | str) -> Markup:
    """A link that opens elsewhere; an address of any other kind than web, mail or telephone stays text."""
    if not url.lower().startswith(SCHEMES):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def mention_person(user: str, reader: Reader) -> Markup:
    """@Name, marked when it is the reader."""
    mine = " mine" if user == reader.me else ""
    return Markup('<span class="mention{}" data-user="{}">@{}</span>').format(mine, user, reader.people.get(user, user))


def mention_channel(channel: str, reader: Reader, label: str = "") -> Markup:
    """#name as a link; a channel that the reader can't see says so."""
    name = reader.channels.get(channel)
    if name is None:
        return Markup('<span class="mention">#{}</span>').format(label or "private-channel")
    return Markup('<a class="mention" data-go="{}" href="{}">#{}</a>').format(channel, reader.place(channel), name)


def mention_group(group: str, reader: Reader, label: str = "") -> Markup:
    """@handle of a user group, marked when the reader belongs to it."""
    mine = " mine" if group in reader.my_groups else ""
    return Markup('<span class="mention{}">@{}</span>').format(
        mine, reader.groups.get(group, label.removeprefix("@") or group)
    )


def mention_everybody(word: str) -> Markup:
    """@here, @channel, @everyone."""
    return Markup('<span class="mention mine">@{}</span>').format(word)


def draw_emoji(name: str, tone: int | str | None = None) -> Markup | None:
    """One emoji by Slack's name, or None if there is none of that name."""
    if re.fullmatch("flag-[a-z]{2}", name):
        name = name.removeprefix("flag-")
    drawn = SLACK_NAMES.get(name) or emoji.emojize(f":{name.replace('-', '_')}:", language="alias")
    if drawn.startswith(":"):
        return None
    if tone:
        drawn = drawn.rstrip("\ufe0f") + chr(0x1F3FB + int(tone) - 2)
    return Markup('<span class="emoji" role="img" aria-label="{}" title=":{}:">{}</span>').format(
        name.replace("_", " "), name, drawn
    )


def _paragraphs(text: str, reader: Reader) -> Markup:
    out: list[Markup] = []
    plain: list[str] = []
    quoted: list[str] = []

    def flush() -> None:
        if quoted:
            out.append(Markup("<blockquote>{}</blockquote>").format(_lines("\n".join(quoted), reader)))
        elif plain:
            out.append(_lines("\n".join(plain), reader))
        plain.clear()
        quoted.clear()

    lines = text.split("\n")
    for index, line in enumerate(lines):
        bare = line.replace("&gt;", ">", 3) if line.startswith("&gt;") else line
        if bare.startswith(">>>"):
            flush()
            quoted.extend([bare[3:].strip(), *lines[index + 1 :]])
            break
        if bare.startswith(">"):
            if not quoted:
                flush()
            quoted.append(bare[1:].removeprefix(" "))
        else:
            if quoted:
                flush()
            plain.append(line)
    flush()
    return Markup("").join(out)


def _lines(text: str, reader: Reader) -> Markup:
    finished: list[Markup] = []

    def keep(found: re.Match[str]) -> str:
        if found["code"] is not None:
            piece, rest = Markup("<code>{}</code>").format(_flatten(found["code"], reader)), ""
        elif found["control"] is not None:
            piece, rest = _control(found["control"], reader), ""
        else:
            address = found["url"].rstrip(".,;:!?)*_~'\"")
            rest = found["url"][len(address) :]
            piece = link(decode(address), decode(address))
        finished.append(piece)
        return chr(FIRST_MARK + len(finished) - 1) + rest

    marked = PIECES.sub(keep, text)
    styled = Markup("<br>").join(_styled(line) for line in marked.split("\n"))
    return Markup(PRIVATE.sub(lambda found: str(finished[ord(found[0]) - FIRST_MARK]), str(styled)))


def _styled(text: str) -> Markup:
    out, end = [], 0
    for found in STYLED.finditer(text):
        out.append(_draw_emoji(decode(text[end : found.start()])))
        which = next(index for index in range(3) if found[index + 1] is not None)
        tag = Markup(STYLES[which])
        out.append(Markup("<{}>{}</{}>").format(tag, _styled(found[which + 1]), tag))
        end = found.end()
    out.append(_draw_emoji(decode(text[end:])))
    return Markup("").join(out)


def _draw_emoji(text: str) -> Markup:
    out, end = [], 0
    for found in CODES.finditer(text):
        drawn = draw_emoji(found[1], found[2])
        if drawn is not None:
            out += [escape(text[end : found.start()]), drawn]
            end = found.end()
    return Markup("").join([*out, escape(text[end:])])


def _control(inside: str, reader: Reader) -> Markup:
    target, _, label = inside.partition("|")
    label = decode(label)
    if target.startswith("@"):
        return mention_person(target[1:], reader)
    if target.startswith("#"):
        return mention_channel(target[1:], reader, label)
    if target.startswith("!subteam^"):
        return mention_group(target.split("^")[1], reader, label)
    if target.startswith("!date^"):
        return _date(target, label, reader)
    if target in ("!here", "!channel", "!everyone"):
        return mention_everybody(target[1:])
    if decode(target).lower().startswith(SCHEMES):
        return link(decode(target), _draw_emoji(label) if label else decode(target).removeprefix("mailto:"))
    return escape(decode(f"<{inside}>"))


def _date(target: str, fallback: str, reader: Reader) -> Markup:
    parts = target.split("^")
    if len(parts) < 3 or not re.fullmatch(r"\d{1,11}", parts[1]):
        return escape(fallback)
    shown = Markup('<time title="{}">{}</time>').format(
        write_date(int(parts[1]), "{date_long} {time}", reader),
        write_date(int(parts[1]), decode(parts[2]), reader),
    )
    return link(decode(parts[3]), shown) if len(parts) > 3 else shown


def _flatten(text: str, reader: Reader) -> str:
    """What the control sequences say in words, for code, where nothing is formatted."""
    parts = re.split(r"<([^<>\n]+)>", text)
    return "".join(
        _control(part, reader).striptags() if index % 2 else decode(part) for index, part in enumerate(parts)
    )


def _ordinal(day: int) -> str:
    if 10 < day % 100 < 14:
        return f"{day}th"
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th') }"


def _date_token(token: str, at: datetime, reader: Reader) -> str | None:
    name = token.removesuffix("_pretty")
    if token != name:
        today = reader.now.astimezone(reader.zone).date()
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((at.date() - today) // timedelta(days=1))
        if near:
            return near
    if name == "ago":
        return _ago(at, reader.now)
    return {
        "date_num": f"{at:%Y-%m-%d}",
        "date": f"{at:%B} {_ordinal(at.day)}, {at.year}",
        "date_short": f"{at:%b} {at.day}, {at.year}",
        "date_long": f"{at:%A}, {at:%B} {_ordinal(at.day)}, {at.year}",
        "time": f"{at:%H:%M}",
        "time_secs": f"{at:%H:%M:%S}",
    }.get(name)


def _ago(at: datetime, now: datetime) -> str:
    seconds = (now - at).total_seconds()
    size = abs(seconds)
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if size >= length:
            count = int(size // length)
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"
