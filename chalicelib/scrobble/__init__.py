"""Plays and progress that other players report."""
