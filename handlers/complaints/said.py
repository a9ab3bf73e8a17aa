"""What somebody wrote in Slack, as words that can be read and changed in a form."""

import html
import re

from models.complaints import MENTION

CHANNEL = re.compile(r"<#[CG][A-Z0-9]+(?:\|([^>]*))?>")
GROUP = re.compile(r"<!subteam\^[A-Z0-9]+(?:\|@?([^>]*))?>")
EVERYONE = re.compile(r"<!([a-z]+)(?:\|([^>]*))?>")
LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]+)(?:\|([^>]*))?>")


def mentioned(text):
    """The people whom it mentions, by Slack id."""
    return list(dict.fromkeys(MENTION.findall(text)))


def plain(text, names):
    """Names for mentions, words for links and channels, and Slack's three entities undone."""
    text = MENTION.sub(lambda found: f"@{names.get(found[1], 'someone')}", text)
    text = CHANNEL.sub(lambda found: f"#{found[1]}" if found[1] else "a channel", text)
    text = GROUP.sub(lambda found: f"@{found[1] or 'a group'}", text)
    text = EVERYONE.sub(lambda found: f"@{found[2] or found[1]}", text)
    return html.unescape(LINK.sub(lambda found: _link(found[1], found[2]), text)).strip()


def _link(address, words):
    """The words of a link, with its address where they don't show it."""
    shown = address.removeprefix("mailto:").removeprefix("tel:")
    return f"{words} ({shown})" if words and words not in shown else shown
