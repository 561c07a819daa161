"""Accounts, sessions and invitations as they cross the API, and the rules about them."""
