"""Network access of the worker: egress routes, name resolution and guarded HTTP requests."""
