"""From files on a disk to titles on a shelf."""
