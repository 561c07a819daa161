"""What a person watched, wants to watch and where they stopped."""
