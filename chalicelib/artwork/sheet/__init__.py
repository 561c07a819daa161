"""
The sheet of a title that has no picture, as an SVG document. Pure.

The pages draw the same sheets by themselves (frontend/src/ui/poster): same draws from the same
stream in the same order, same numbers in the same words. `golden.json` there holds fingerprints
that both are tested against, so neither can change without the other.
"""
