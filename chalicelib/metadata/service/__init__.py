"""Writing what outside services say, and having them asked."""
