"""How a rule says no."""

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """A rule said no, in words for the person who asked.

    `problems` are whole sentences, every one at once. `fields` names the fields of a form that they belong to, where
    they do: a sentence, or several. `typed` is what the person had written, so that it can be handed back.
    """

    def __init__(
        self, *problems: str, fields: Mapping[str, str | Sequence[str]] | None = None, typed: str | None = None
    ) -> None:
        by_field = {field: [said] if isinstance(said, str) else list(said) for field, said in (fields or {}).items()}
        self.fields = {field: " ".join(said) for field, said in by_field.items() if said}
        self.problems = list(dict.fromkeys([*problems, *(one for said in by_field.values() for one in said)]))
        self.loose = [one for one in problems if not any(one in said for said in by_field.values())]
        self.typed = typed
        super().__init__(" ".join(self.problems))
