"""Route matching: a dictionary for paths without parameters, a tree for the others."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Match:
    """A route, such as `/movies/{media_id}`, and the values of its parameters."""

    route: str
    parameters: dict[str, str]


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    parameter: tuple[str, "_Node"] | None = None
    route: str | None = None


class RouteTable:
    """Matches paths to routes. Literal segments precede parameters, as in API Gateway."""

    def __init__(self, routes: Iterable[str]) -> None:
        self._plain: dict[str, Match] = {}
        self._root = _Node()
        for route in routes:
            if "{" in route:
                self._add(route)
            else:
                self._plain[route] = Match(route, {})

    def find(self, path: str) -> Match | None:
        """The match for a decoded path; None without one."""
        plain = self._plain.get(path)
        if plain is not None:
            return plain
        node, parameters = self._root, {}
        for segment in path[1:].split("/"):
            child = node.children.get(segment)
            if child is None:
                if node.parameter is None or not segment:
                    return None
                name, child = node.parameter
                parameters[name] = segment
            node = child
        return Match(node.route, parameters) if node.route else None

    def _add(self, route: str) -> None:
        node = self._root
        for segment in route[1:].split("/"):
            if segment.startswith("{"):
                if node.parameter is None:
                    node.parameter = (segment[1:-1], _Node())
                node = node.parameter[1]
            else:
                node = node.children.setdefault(segment, _Node())
        node.route = route
