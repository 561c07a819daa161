"""Errors of the plans to catch up."""

from chalicelib.platform.errors import Conflict, InvalidInput


class NothingAhead(Conflict):
    """No season begins or ends ahead, or everything before it was seen."""

    code = "nothing_to_catch_up"


class TooManyPlans(InvalidInput):
    """A person has as many plans as they may."""

    code = "too_many_catch_up_plans"
