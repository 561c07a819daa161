"""Files a household owns, and which title each one is."""
