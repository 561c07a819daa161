"""Use cases of the open API: reading, writing, carousels."""
