"""Which games a person can play. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.recommendations.models import TitleTraits
from chalicelib.recommendations.models.taste import Strength

#: Games that have to be known with a platform before the others count as not owned.
MIN_GAMES = 3
#: How the traits of platforms begin.
PLATFORM = "platform:"


@dataclass(frozen=True, slots=True)
class OwnedPlatforms:
    """The platforms of a person, none while too little is known, and those they never want."""

    owned: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, played_on: Mapping[int, Sequence[str]], rules: Mapping[str, Strength]
    ) -> "OwnedPlatforms":
        def platforms_with(strength: Strength) -> frozenset[str]:
            traits = (trait for trait, each in rules.items() if each is strength)
            return frozenset(
                trait.removeprefix(PLATFORM) for trait in traits if trait.startswith(PLATFORM)
            )

        more, never = platforms_with(Strength.MORE), platforms_with(Strength.NEVER)
        if len(played_on) < MIN_GAMES and not more:
            return cls(never=never)
        played = frozenset(name for names in played_on.values() for name in names)
        return cls((played | more) - never, never)

    def allow(self, title: TitleTraits) -> bool:
        """False for a game that is known to be for other platforms only."""
        if not title.platforms:
            return True
        left = set(title.platforms) - self.never
        return bool(left & self.owned if self.owned else left)
