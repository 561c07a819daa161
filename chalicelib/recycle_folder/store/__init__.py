"""Statements of the recycle folder."""
