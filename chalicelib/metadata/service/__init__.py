"""Storing provider metadata, and queueing requests for it."""
