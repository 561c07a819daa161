"""What a person sets for themselves: the player, spoilers, the start page."""
