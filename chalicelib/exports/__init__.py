"""Everything that belongs to a person, to take along."""
