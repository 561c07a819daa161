"""The page of one person: who they are and what they took part in."""
