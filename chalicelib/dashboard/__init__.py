"""The home page: one response for all of its widgets."""
