"""The first word after a command decides who answers."""

from collections.abc import Callable, Mapping
from typing import Any

Listener = Callable[..., None]


def says(word: str) -> Callable[..., bool]:
    """A matcher: the command's first word is this one; "" means that nothing was typed."""

    def said(command: Mapping[str, Any]) -> bool:
        return first(command.get("text", "")) == word

    return said


def alone(word: str) -> Callable[..., bool]:
    """A matcher: the command's text is this word and nothing else, since what people write may begin with it."""

    def said(command: Mapping[str, Any]) -> bool:
        return " ".join(command.get("text", "").lower().split()) == word

    return said


def first(text: str) -> str:
    return split(text)[0]


def split(text: str) -> tuple[str, str]:
    """The first word in small letters, and the rest."""
    word, *rest = text.split(maxsplit=1) or [""]
    return word.lower(), "".join(rest)


def answer(app: Any, command: str, words: Mapping[str, Listener], otherwise: Listener) -> None:
    """Register a command: who answers to each word, and who to everything else."""
    for word, listener in words.items():
        app.command(command, matchers=[says(word)])(listener)
    app.command(command)(otherwise)
