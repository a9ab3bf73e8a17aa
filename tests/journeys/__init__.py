"""Journeys: what people do from the first click on, in a real browser, against `python -m bot sandbox`."""
