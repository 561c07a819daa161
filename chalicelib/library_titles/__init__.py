"""The library by title: lists with filters and orders, and the files of one title."""
