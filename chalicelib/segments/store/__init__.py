"""Statements of segments and of the fingerprints they are found by."""
