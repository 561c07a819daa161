"""What people want more or less of, never want, and can play, applied to scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from chalicelib.recommendations.models import TitleTraits
from chalicelib.recommendations.models.taste import Strength
from chalicelib.recommendations.service.owned_platforms import PLATFORM, OwnedPlatforms
from worker.recommendations.interaction_history import Catalogue, Floats, Ints

#: What a rule makes of the score of a title.
FACTORS = {Strength.MORE: 1.5, Strength.LESS: 0.5}

Rules = Mapping[str, Strength]


class RuleBook:
    """The titles that each rule is about."""

    def __init__(
        self, catalogue: Catalogue, candidates: Sequence[TitleTraits], rules: Sequence[Rules]
    ) -> None:
        traits = {trait for each in rules for trait in each}
        titles = defaultdict[str, list[int]](list)
        for number, title in enumerate(catalogue.titles if traits else ()):
            for trait in traits & title.features.keys():
                titles[trait].append(number)
        self._titles = {trait: np.asarray(each, np.int32) for trait, each in titles.items()}
        self._games = [
            (number, title) for number, title in enumerate(candidates) if title.platforms
        ]
        self._unplayable: dict[OwnedPlatforms, Ints] = {}

    def apply(self, scores: Floats, rules: Rules, platforms: OwnedPlatforms | None) -> None:
        """Change the scores of all titles for one person; minus infinity leaves a title out."""
        factor = np.ones(len(scores), np.float32)
        for trait, strength in rules.items():
            titles = self._titles.get(trait, ())
            if strength in FACTORS:
                factor[titles] *= FACTORS[strength]
            elif not trait.startswith(PLATFORM):  # a game is mostly for others too
                scores[titles] = -np.inf
        scores[:] = np.where(scores > 0, scores * factor, scores / factor)
        if platforms is not None:
            scores[self._unplayable_on(platforms)] = -np.inf

    def _unplayable_on(self, platforms: OwnedPlatforms) -> Ints:
        if platforms not in self._unplayable:
            numbers = [number for number, game in self._games if not platforms.allow(game)]
            self._unplayable[platforms] = np.asarray(numbers, np.int32)
        return self._unplayable[platforms]
