"""Download jobs as users create, control and list them, and their state machine."""
