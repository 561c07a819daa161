"""The page of one person: biography and credits."""
