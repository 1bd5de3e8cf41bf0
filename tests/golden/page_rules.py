"""The borders of tables on one page, in the ways that programs draw them."""

from collections.abc import Iterable

from tests.golden.page_style import Style
from tests.golden.pages import Edge, Rule, joined


def rules_of(boxes: Iterable[tuple[Edge, bool, bool]], outside: Edge, style: Style) -> list[Rule]:
    """Return the rules of a table: of each box on the page its place, and whether it is open above and below."""
    if style.border == "rects":
        return [Rule(place, style.line_width, "box") for place, _, _ in boxes]
    edges = [edge for box in boxes for edge in _edges(*box)]
    outer = {edge for edge in edges if _is_outer(edge, outside)}
    inner = [edge for edge in edges if edge not in outer]
    match style.border:
        case "no_outer":
            return [Rule(edge, style.line_width, "stroke") for edge in joined(inner)]
        case "double":
            pairs = [(e[0] + d, e[1] + d, e[2] + d, e[3] + d) for e in joined(outer) for d in (-0.8, 0.8)]
            return [Rule(edge, 0.4, "stroke") for edge in (*pairs, *joined(inner))]
        case "fills":
            return [Rule(edge, style.line_width, "fill") for edge in dict.fromkeys(edges)]
        case "joined":
            return [Rule(edge, style.line_width, "stroke") for edge in joined(edges)]
    return [Rule(edge, style.line_width, "stroke") for edge in edges]


def _edges(place: Edge, open_above: bool, open_below: bool) -> list[Edge]:
    left, top, right, bottom = place
    edges = [(left, top, left, bottom), (right, top, right, bottom)]
    edges += [] if open_above else [(left, top, right, top)]
    return edges + ([] if open_below else [(left, bottom, right, bottom)])


def _is_outer(edge: Edge, outside: Edge) -> bool:
    left, top, right, bottom = outside
    upright = edge[0] == edge[2]
    return edge[0] in (left, right) if upright else edge[1] in (top, bottom)
