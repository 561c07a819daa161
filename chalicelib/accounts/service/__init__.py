"""Accounts, sessions, passwords and the limits of signing in."""
