"""How completely the catalogue is described, and what an administrator does about it."""
