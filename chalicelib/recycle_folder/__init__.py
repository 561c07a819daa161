"""The recycle folder: files of the library that people deleted, for some days."""
