"""Titles that can be had for free: from their publisher or an archive, with the licence."""
