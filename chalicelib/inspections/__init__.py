"""Inspections: which files a source holds, before a download of it is requested."""
