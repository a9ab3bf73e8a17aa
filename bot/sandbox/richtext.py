"""Rich text and Markdown blocks as HTML: the two ways of writing that are not mrkdwn."""

import re
from typing import Any

from markupsafe import Markup, escape

from bot.sandbox import mrkdwn
from bot.sandbox.mrkdwn import Reader

TAGS = {"bold": "strong", "italic": "em", "strike": "s", "code": "code", "underline": "u"}
HEADING = re.compile(r"(#{1,6})\s+(.*)")
BULLET = re.compile(r"\s*[-*+]\s+(.*)")
NUMBER = re.compile(r"\s*\d+[.)]\s+(.*)")
TICKED = re.compile(r"\[([ xX])\]\s+(.*)")
RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
ROW = re.compile(r"\s*\|(.*)\|\s*")
INLINE = re.compile(
    r"`([^`]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|\*\*(?!\s)(.+?)(?<!\s)\*\*|~~(?!\s)(.+?)(?<!\s)~~"
    r"|(?<!\w)\*(?!\s)([^*\n]+)(?<!\s)\*(?!\w)|(?<!\w)_(?!\s)([^_\n]+)(?<!\s)_(?!\w)"
)
SPANS = {4: "strong", 5: "s", 6: "em", 7: "em"}


def render(block: dict[str, Any], reader: Reader) -> Markup:
    """A rich_text block; what its pieces say is literal text, never mrkdwn."""
    return Markup("").join(_piece(element, reader) for element in block.get("elements") or [])


def render_markdown(text: str, reader: Reader) -> Markup:
    """A markdown block: headings, lists, quotes, code, tables, and the usual marks within a line."""
    out, lines, at = [], mrkdwn.CONTROLS.sub("", mrkdwn.decode(text)).split("\n"), 0
    while at < len(lines):
        taken, piece = _markdown_piece(lines[at:], reader)
        out.append(piece)
        at += taken
    return Markup("").join(out)


def _piece(element: dict[str, Any], reader: Reader) -> Markup:
    inside = Markup("").join(_run(run, reader) for run in element.get("elements") or [])
    match element.get("type"):
        case "rich_text_section":
            return Markup("<div>{}</div>").format(inside)
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(inside)
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(inside)
        case "rich_text_list":
            tag = Markup("ol" if element.get("style") == "ordered" else "ul")
            items = Markup("").join(
                Markup("<li>{}</li>").format(Markup("").join(_run(run, reader) for run in item.get("elements") or []))
                for item in element.get("elements") or []
            )
            indent = min(int(element.get("indent") or 0), 8)
            start = Markup(' start="{}"').format(int(element.get("offset") or 0) + 1) if tag == "ol" else ""
            return Markup('<{}{} class="indent-{}">{}</{}>').format(tag, start, indent, items, tag)
    return Markup("")


def _run(run: dict[str, Any], reader: Reader) -> Markup:
    match run.get("type"):
        case "text":
            shown = Markup("<br>").join(escape(line) for line in str(run.get("text", "")).split("\n"))
        case "link":
            shown = mrkdwn.link(str(run.get("url", "")), str(run.get("text") or run.get("url", "")))
        case "emoji":
            name = str(run.get("name", ""))
            shown = mrkdwn.draw_emoji(name, run.get("skin_tone")) or escape(f":{name}:")
        case "user":
            shown = mrkdwn.mention_person(str(run.get("user_id", "")), reader)
        case "channel":
            shown = mrkdwn.mention_channel(str(run.get("channel_id", "")), reader)
        case "usergroup":
            shown = mrkdwn.mention_group(str(run.get("usergroup_id", "")), reader)
        case "broadcast":
            shown = mrkdwn.mention_everybody(str(run.get("range", "")))
        case "date":
            unix, pattern = int(run.get("timestamp", 0)), str(run.get("format", ""))
            shown = escape(mrkdwn.write_date(unix, pattern, reader))
        case "color":
            shown = Markup("<code>{}</code>").format(str(run.get("value", "")))
        case _:
            shown = Markup("")
    for style, on in (run.get("style") or {}).items():
        if on and style in TAGS:
            shown = Markup("<{}>{}</{}>").format(Markup(TAGS[style]), shown, Markup(TAGS[style]))
    return shown


def _markdown_piece(lines: list[str], reader: Reader) -> tuple[int, Markup]:
    first = lines[0]
    if first.startswith("```"):
        end = next((i for i, line in enumerate(lines[1:], 1) if line.startswith("```")), len(lines))
        return end + 1, Markup("<pre>{}</pre>").format("\n".join(lines[1:end]))
    if found := HEADING.fullmatch(first):
        level = Markup(min(len(found[1]) + 2, 6))
        return 1, Markup('<h{} class="block-header">{}</h{}>').format(level, _inline(found[2], reader), level)
    if RULE.fullmatch(first):
        return 1, Markup("<hr>")
    if first.startswith(">"):
        taken = _while(lines, lambda line: line.startswith(">"))
        inside = (_inline(line[1:].strip(), reader) for line in lines[:taken])
        return taken, Markup("<blockquote>{}</blockquote>").format(Markup("<br>").join(inside))
    if ROW.fullmatch(first):
        taken = _while(lines, lambda line: ROW.fullmatch(line) is not None)
        return taken, _table(lines[:taken], reader)
    for pattern, tag in ((BULLET, "ul"), (NUMBER, "ol")):
        if pattern.fullmatch(first):
            return _list(lines, pattern, tag, reader)
    return 1, Markup("<div>{}</div>").format(_inline(first, reader) or Markup("&nbsp;"))


def _list(lines: list[str], pattern: re.Pattern[str], tag: str, reader: Reader) -> tuple[int, Markup]:
    taken = _while(lines, lambda line: pattern.fullmatch(line) is not None)
    items = []
    for line in lines[:taken]:
        found = pattern.fullmatch(line)
        words = found[1] if found else ""
        ticked = TICKED.fullmatch(words)
        box = ("☑ " if ticked[1] != " " else "☐ ") if ticked else ""
        items.append(Markup("<li>{}{}</li>").format(box, _inline(ticked[2] if ticked else words, reader)))
    return taken, Markup("<{}>{}</{}>").format(Markup(tag), Markup("").join(items), Markup(tag))


def _table(lines: list[str], reader: Reader) -> Markup:
    rows = []
    for number, line in enumerate(lines):
        if number == 1 and re.fullmatch(r"[\s|:\-]+", line):
            continue
        tag = Markup("td" if number else "th")
        cells = (_inline(cell.strip(), reader) for cell in line.strip().strip("|").split("|"))
        row = Markup("").join(Markup("<{}>{}</{}>").format(tag, cell, tag) for cell in cells)
        rows.append(Markup("<tr>{}</tr>").format(row))
    return Markup('<table class="block-table">{}</table>').format(Markup("").join(rows))


def _while(lines: list[str], holds: Any) -> int:
    return next((index for index, line in enumerate(lines) if not holds(line)), len(lines))


def _inline(text: str, reader: Reader, depth: int = 0) -> Markup:
    out, end = [], 0
    for found in INLINE.finditer(text) if depth < 6 else ():
        out.append(mrkdwn.render_plain(text[end : found.start()]))
        end = found.end()
        if found[1]:
            out.append(Markup("<code>{}</code>").format(found[1]))
        elif found[2]:
            out.append(mrkdwn.link(found[3], _inline(found[2], reader, depth + 1)))
        else:
            which = next(group for group in SPANS if found[group])
            tag = Markup(SPANS[which])
            out.append(Markup("<{}>{}</{}>").format(tag, _inline(found[which], reader, depth + 1), tag))
    out.append(mrkdwn.render_plain(text[end:]))
    return Markup("").join(out)
