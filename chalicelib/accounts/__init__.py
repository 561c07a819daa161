"""Registration, sign-in, sessions and roles."""
