"""The page of one title: what it is, what somebody did with it, what can be played."""
