"""What tests of downloads share."""
