"""Playing a download before it is complete."""
