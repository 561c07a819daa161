"""
The poster, backdrop or still of a title without artwork: an SVG drawn from its title, year and
genres.

Deterministic: the same subject gives the same picture on every machine.
`tests/unit/generated_posters.json` holds fingerprints, so that a change of the look is deliberate.
"""
