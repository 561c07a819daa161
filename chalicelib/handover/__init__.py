"""What a person's devices play at the moment, and handing it from one to another."""
