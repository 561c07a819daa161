"""What a person writes about titles: notes, reviews and tags."""
