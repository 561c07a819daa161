"""The long-running half: downloads, scanner, uploader, stream gateway."""
