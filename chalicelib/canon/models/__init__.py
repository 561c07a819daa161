"""What the open API says and understands."""
