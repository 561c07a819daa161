"""What each person may like next: snapshots of the ranking, with their reasons."""
