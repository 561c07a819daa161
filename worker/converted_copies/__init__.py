"""Makes the converted copies that people keep, and removes them from the object store."""
