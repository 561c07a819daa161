"""Scans folders and adds their video files to the library."""
