"""Calls to lost customers: who is asked, who starts, and who is away."""

from models import calls


def test_the_calls_are_one_models_door():
    assert calls.Choices.ritual == "calls"
