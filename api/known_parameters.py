"""Query parameters that a route does not know, or that are given twice, are refused.

A slip in a name (`asof` for `as_of`) would otherwise give an answer to another question, and of a
parameter given twice only the last value would count. One dependency looks at what the route
declares, so that no route has to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast, get_args, get_origin

from fastapi import Request
from pydantic import BaseModel

from kg.errors import ParameterError

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

_MOST_SHOWN: Final = 80
_MANY: Final = (list, set, tuple)


@dataclass(frozen=True, slots=True)
class OnlyKnown:
    """A dependency: the query may hold what its route declares, each name once unless it is a list.

    Attributes:
        also: Names that routes read from the request themselves.
    """

    also: tuple[str, ...] = ()

    async def __call__(self, request: Request) -> None:
        """Look at the names in the query.

        Raises:
            ParameterError: One is unknown, or is given more than once and is no list.
        """
        known = {**_declared_by(request.scope["route"]), **dict.fromkeys(self.also, False)}
        check_names(request, known)


def check_names(request: Request, known: Mapping[str, bool]) -> None:
    """Refuse names in the query that are unknown, and those repeated that are no list.

    Args:
        request: The request.
        known: Name to whether it may be repeated.

    Raises:
        ParameterError: A name is unknown or is given too often.
    """
    given = request.query_params
    for name, times in Counter(name for name, _ in given.multi_items()).items():
        if name not in known:
            raise ParameterError(name[:_MOST_SHOWN], given[name][:_MOST_SHOWN], _expect(known))
        if times > 1 and not known[name]:
            values = ", ".join(given.getlist(name))[:_MOST_SHOWN]
            raise ParameterError(name, values, f"one value; {name} is given {times} times")


def _expect(known: Mapping[str, bool]) -> str:
    if not known:
        return "no parameters; this one is unknown here"
    return f"only known parameters ({', '.join(known)}); this one is unknown here"


def _declared_by(route: APIRoute) -> dict[str, bool]:
    """Return the names of the query parameters of a route, each with whether it may be repeated."""
    known: dict[str, bool] = {}
    for field in route.dependant.query_params:
        declared = cast("Any", field.field_info.annotation)
        if isinstance(declared, type) and issubclass(declared, BaseModel):
            known |= {
                info.alias or name: _is_list(info.annotation)
                for name, info in declared.model_fields.items()
            }
        else:
            known[field.alias] = _is_list(cast("object", declared))
    return known


def _is_list(declared: object) -> bool:
    """Tell whether a type is a list, or a choice that has one."""
    origin = get_origin(declared) or declared
    if isinstance(origin, type) and issubclass(origin, _MANY):
        return True
    return any(_is_list(part) for part in get_args(declared))
