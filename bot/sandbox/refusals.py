"""The two ways in which Slack says no: to the app by an error's name, to a person by a sentence."""

from __future__ import annotations


class SlackError(Exception):
    """The Web API's answer to a call it does not accept."""

    def __init__(self, name: str, messages: list[str] | None = None, **more: object) -> None:
        super().__init__(name)
        self.name = name
        self.messages = messages or []
        self.more = more


class Refused(Exception):
    """What the screen tells somebody whose act did not work."""

    def __init__(self, sentence: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.errors = errors or {}
