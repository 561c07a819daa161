"""Statements of imports."""
