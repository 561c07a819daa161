"""Converted films that are kept in the object store and played from there."""
