"""How slots are shared among many users (case 4)."""

import pytest

from tests.soak.claims import race, violations_in

#: The soak runs ten thousand, with the same checks.
JOBS = 400


@pytest.mark.long
def test_case_04_eight_dispatchers_respect_the_limit_and_share_slots_fairly(db):
    """One user has five times as many jobs as each of the three others."""
    assert violations_in(race(db, JOBS), JOBS) == []
