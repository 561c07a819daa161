"""Which titles are looked at and which collections are opened, in the last days."""
