"""What only an administrator may see."""
