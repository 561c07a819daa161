"""SQL of notes and tags."""
