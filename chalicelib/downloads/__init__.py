"""Download jobs, their events and their state machine."""
