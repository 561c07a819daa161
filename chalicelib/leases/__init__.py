"""
The protocol of download workers: claims, leases, transitions, seeding, relocation, trash.

Only the worker uses it; the API half (`downloads`, `download_settings`, `inspections`) does not.
"""
