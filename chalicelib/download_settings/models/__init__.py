"""Settings of downloads as they cross the API and are stored; nothing here does I/O."""
