"""Statistics of what a person watched: a year or all time."""
