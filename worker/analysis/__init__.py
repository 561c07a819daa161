"""Looks into and listens to files while the machine is idle: segments, small pictures."""
