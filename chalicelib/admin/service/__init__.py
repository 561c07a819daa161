"""Health, import runs and provider states."""
