"""What people set by hand on a title, and the locks that keep sources from overwriting it."""
