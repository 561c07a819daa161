"""What people follow, and what they want for the library."""
