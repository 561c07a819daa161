"""Statements of the calendar."""
