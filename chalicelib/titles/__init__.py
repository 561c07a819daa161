"""The page of one title: facts, seasons, the user's history and files to play."""
