"""What people did with titles: progress, watched, watch later."""
