"""The stream gateway: signed byte ranges of files and of torrents in progress."""
