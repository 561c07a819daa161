"""The motifs. Each fills the poster and leaves the end with the title calm."""

from collections.abc import Callable, Mapping

from chalicelib.artwork.generated_poster.canvas import Canvas
from chalicelib.artwork.generated_poster.geometric_motifs import (
    beams,
    grid,
    halftone,
    orbit,
    shards,
    stripes,
    tiles,
)
from chalicelib.artwork.generated_poster.landscape_motifs import (
    arches,
    forest,
    ridges,
    skyline,
    waves,
)

MOTIFS: Mapping[str, Callable[[Canvas], str]] = {
    "orbit": orbit,
    "ridges": ridges,
    "skyline": skyline,
    "beams": beams,
    "waves": waves,
    "shards": shards,
    "arches": arches,
    "grid": grid,
    "stripes": stripes,
    "forest": forest,
    "tiles": tiles,
    "halftone": halftone,
}
