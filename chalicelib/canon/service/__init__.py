"""What the open API does."""
