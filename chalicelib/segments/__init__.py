"""Segments of files that players skip: intro, recap, credits, preview."""
