"""Each motif fills the sheet and leaves the title's end of it calm."""

from collections.abc import Callable, Mapping

from chalicelib.artwork.sheet.canvas import Canvas
from chalicelib.artwork.sheet.landscapes import arches, forest, ridges, skyline, waves
from chalicelib.artwork.sheet.shapes import beams, grid, halftone, orbit, shards, stripes, tiles

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
