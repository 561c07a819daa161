"""Who gets the places when many want them (case 4)."""

from tests.soak.claims import race, violations_in

#: The soak takes ten thousand; what is looked at is the same.
JOBS = 1_000


def test_case_04_eight_dispatchers_never_take_more_than_allowed_and_no_user_waits_longer(db):
    """One person has five times as many as each of the three others."""
    assert violations_in(race(db, JOBS), JOBS) == []
