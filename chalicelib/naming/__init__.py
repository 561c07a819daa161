"""Names of library files: patterns with tokens, and names that every file system takes. No I/O."""
