"""What happened with a title: of one user, and with its files."""
