"""Patterns of names, and the presets to start from. No I/O."""
