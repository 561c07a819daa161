"""Reads release names: what a file, folder or torrent says about its content. No I/O."""
