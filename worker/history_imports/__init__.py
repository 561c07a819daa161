"""Reads the files of other services and applies them: the long work of imports."""
