"""How a rule says no."""

from collections.abc import Mapping


class Refusal(Exception):
    """A rule said no, in words for the person who asked.

    `problems` are whole sentences, every one at once. `fields` names the fields of a form that they belong to, where
    they do. `typed` is what the person had written, so that it can be handed back.
    """

    def __init__(self, *problems: str, fields: Mapping[str, str] | None = None, typed: str | None = None) -> None:
        self.fields = dict(fields or {})
        self.problems = [*problems, *(text for text in self.fields.values() if text not in problems)]
        self.typed = typed
        super().__init__(" ".join(self.problems))
