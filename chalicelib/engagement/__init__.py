"""Views of titles and clicks on collections of the last days."""
