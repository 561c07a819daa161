"""Media files, and the title of each."""
