"""What the page of one title is made of."""
