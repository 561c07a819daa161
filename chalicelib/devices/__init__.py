"""The browsers in which people play, and what each can play."""
