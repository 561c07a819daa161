"""What a person does with games."""
