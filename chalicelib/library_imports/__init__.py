"""Names and places of library files: imports of finished downloads, and renaming."""
