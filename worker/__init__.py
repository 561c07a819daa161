"""The long-running process: downloads, scanner, uploader, stream gateway, metadata, IMDb import."""
