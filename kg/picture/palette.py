"""Colours of the design language, light and dark, by what they are for.

Chosen for three colour-vision deficiencies; shape and glyph repeat the type. In light mode state
and agreement are strokes and fills, never text. The style sheet of the pages turns the light
colours into the dark ones by attribute selectors, so both lists have to be kept alike
(`tests/picture/test_nodes.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from kg.model.iri import ID

Theme: TypeAlias = Literal["light", "dark"]
Kind: TypeAlias = Literal["party", "enterprise", "state", "person", "agreement", "other"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#RRGGBB`; `stroke` and `fill` are by type of node."""

    paper: str
    ink: str
    quiet: str
    line: str
    raised: str
    stroke: dict[Kind, str]
    fill: dict[Kind, str]

    def colours(self) -> tuple[str, ...]:
        """Return all colours in a fixed order, the same for both themes."""
        plain = self.paper, self.ink, self.quiet, self.line, self.raised
        return (*plain, *self.stroke.values(), *self.fill.values())


LIGHT: Final = Palette(
    paper="#FFFFFF",
    ink="#1B1F24",
    quiet="#545C66",
    line="#D5DAE0",
    raised="#F6F7F9",
    stroke={
        "party": "#B5250E",
        "enterprise": "#003A65",
        "state": "#3AA094",
        "person": "#9443A5",
        "agreement": "#C8801E",
        "other": "#6B7480",
    },
    fill={
        "party": "#FDF3F1",
        "enterprise": "#EEF3F8",
        "state": "#EBF6F4",
        "person": "#F7EFF9",
        "agreement": "#FCF4E8",
        "other": "#F3F4F6",
    },
)
DARK: Final = Palette(
    paper="#14171C",
    ink="#E9ECF0",
    quiet="#A9B2BD",
    line="#39414B",
    raised="#1D2229",
    stroke={
        "party": "#E1685F",
        "enterprise": "#96B7E9",
        "state": "#80FCEB",
        "person": "#AA61E7",
        "agreement": "#EBC55B",
        "other": "#8D97A3",
    },
    fill={
        "party": "#2A1C1D",
        "enterprise": "#1B232F",
        "state": "#182B2C",
        "person": "#241C31",
        "agreement": "#292418",
        "other": "#20252C",
    },
)
PALETTES: Final[dict[Theme, Palette]] = {"light": LIGHT, "dark": DARK}

_CLASSES: Final[dict[Kind, tuple[str, ...]]] = {
    "party": (
        "PartyCommittee",
        "PartyUnit",
        "PartyCell",
        "PartyOrganisation",
        "StandingCommittee",
        "PartyAdvisoryBody",
    ),
    "enterprise": ("Enterprise", "EnterpriseGroup", "EnterpriseBody"),
    "state": ("StateBody", "AdministrativeArea", "MassOrganisation"),
    "person": ("Person",),
    "agreement": ("Agreement", "CoordinationRegulation", "NormativeDocument"),
}
_BY_CLASS: Final[dict[str, Kind]] = {cls: kind for kind, names in _CLASSES.items() for cls in names}


def kind_of(cls: str) -> Kind:
    """Return how nodes of a class are drawn.

    >>> kind_of("PartyCell"), kind_of("ReportedGroup")
    ('party', 'other')
    """
    return _BY_CLASS.get(cls, "other")


_TYPES: Final[dict[Kind, tuple[str, ...]]] = {
    "party": ("unit", "com", "std", "adv"),
    "enterprise": ("ent", "egr", "ebd"),
    "state": ("state", "area", "mass"),
    "person": ("per",),
    "agreement": ("agr", "norm", "clause", "obl"),
}
_BY_TYPE: Final[dict[str, Kind]] = {name: kind for kind, names in _TYPES.items() for name in names}


def kind_of_iri(iri: str) -> Kind:
    """Return how a node of ours is drawn by the type its id begins with.

    >>> kind_of_iri("https://w3id.org/phoihop/id/com/quan-uy-hong-bang")
    'party'
    """
    return _BY_TYPE.get(iri.removeprefix(ID).partition("/")[0], "other")
