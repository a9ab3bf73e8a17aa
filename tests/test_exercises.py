"""Being a customer: the exercises there are."""

from collections import Counter

from models import journey
from models.exercises.catalogue import HOUSE


def test_the_house_has_three_exercises_for_every_stage():
    assert Counter(one.stage for one in HOUSE) == {stage.key: 3 for stage in journey.STAGES}
