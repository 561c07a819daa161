"""What an administrator, a supervisor and a curious developer may ask."""
