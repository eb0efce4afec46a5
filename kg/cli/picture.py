"""`phoihop picture`: answers as pictures, to a file."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast, get_args

import typer

from kg.cli.ask import Committee
from kg.cli.opening import opened
from kg.cli.options import Certainties, Language, OfCollection, Var, new_app, settings_of
from kg.errors import ParameterError
from kg.index.authority_open import AuthorityIndex
from kg.model.validity import parse_day
from kg.picture.context import find_context
from kg.picture.draw import POSTS_OF, Drawer, Drawing
from kg.picture.export import Format, export
from kg.picture.palette import Theme
from kg.picture.stage import Style
from kg.picture.two_lines import MOST_UNITS, draw_two_lines
from kg.query.facts import FactFilter
from kg.query.hierarchy import HierarchyRequest
from kg.query.names import resolve
from kg.query.under_both import UnderBothRequest, under_both

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from kg.picture.picture import Picture

app = new_app()

Out = Annotated[
    str,
    typer.Option("-o", "--output", help="File to write: .svg, .png or .pdf; - is SVG on output."),
]
ThemeOption = Annotated[str, typer.Option("--theme", help="light or dark.")]
Narrow = Annotated[
    bool, typer.Option("--narrow", help="Stack the picture in one column, for a small screen.")
]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the picture (default vi).", show_default=False),
]


AsOf = Annotated[str, typer.Option("--as-of", help="The day asked about, YYYY-MM-DD.")]
MaybeAsOf = Annotated[
    str | None, typer.Option("--as-of", help="The day asked about, YYYY-MM-DD (default all times).")
]


@app.callback()
def _picture() -> None:  # pyright: ignore[reportUnusedFunction]  # makes `picture` a group
    """Draw an answer as SVG, PNG or PDF."""


@app.command("under-both")
def picture_under_both(  # noqa: PLR0913, PLR0917  (the parameters of a command are its options)
    a: Annotated[str, typer.Option("--a", help=Committee)],
    b: Annotated[str, typer.Option("--b", help="The other committee.")],
    as_of: AsOf,
    output: Out = "-",
    theme: ThemeOption = "light",
    narrow: Narrow = False,
    collection: OfCollection = None,
    certainty: Certainties = "stated,implied",
    nested: Annotated[
        bool, typer.Option("--nested", help="Draw the units also if one committee is above.")
    ] = False,
    most: Annotated[
        int, typer.Option(min=1, max=200, help="Most units to draw; the rest is counted.")
    ] = MOST_UNITS,
    var: Var = None,
    lang: Lang = None,
) -> None:
    """The two lines of leadership and the units between them, on a day."""
    settings = settings_of(var)
    wanted, style = _format(output), Style(_language(lang), _theme(theme), narrow=narrow)
    day = parse_day(as_of)
    with opened(settings) as current:
        request = UnderBothRequest(
            a=resolve(current.view, a, ("com",), parameter="a"),
            b=resolve(current.view, b, ("com",), parameter="b"),
            as_of=day,
            certainty=tuple(part.strip() for part in certainty.split(",") if part.strip()),
            collection=collection,
            include_nested=nested,
            limit=most,
        )
        index = AuthorityIndex.open(current.generation.authority_path)
        answer = under_both(index, current.view, request)
        context = find_context(current.view, answer)
    _write(draw_two_lines(answer, context, style, most), wanted, output)


@app.command("superiors")
def picture_superiors(
    unit: Annotated[
        str, typer.Option("--unit", help="A party unit, or a committee that leads it.")
    ],
    as_of: AsOf,
    output: Out = "-",
    theme: ThemeOption = "light",
    narrow: Narrow = False,
    var: Var = None,
    lang: Lang = None,
) -> None:
    """Who is above a unit on a day, on every line."""
    with _drawing(var, output, theme, narrow, lang) as (drawer, write):
        iri = resolve(drawer.view, unit, ("unit", "com"), parameter="unit")
        write(drawer.superiors(iri, HierarchyRequest(parse_day(as_of))))


@app.command("units")
def picture_units(
    committee: Annotated[str, typer.Option("--committee", help=Committee)],
    as_of: AsOf,
    output: Out = "-",
    theme: ThemeOption = "light",
    narrow: Narrow = False,
    var: Var = None,
    lang: Lang = None,
) -> None:
    """What is under a committee on a day."""
    with _drawing(var, output, theme, narrow, lang) as (drawer, write):
        iri = resolve(drawer.view, committee, ("com",), parameter="committee")
        write(drawer.units(iri, HierarchyRequest(parse_day(as_of))))


@app.command("neighbourhood")
def picture_neighbourhood(
    of: Annotated[str, typer.Option("--of", help="Any node: id, IRI or exact label.")],
    as_of: MaybeAsOf = None,
    output: Out = "-",
    theme: ThemeOption = "light",
    narrow: Narrow = False,
    var: Var = None,
    lang: Lang = None,
) -> None:
    """One node and all that is tied to it, on a day or at all times."""
    with _drawing(var, output, theme, narrow, lang) as (drawer, write):
        iri = resolve(drawer.view, of, parameter="of")
        day = parse_day(as_of) if as_of else None
        write(drawer.neighbourhood(iri, FactFilter(day)))


@app.command("posts")
def picture_posts(
    of: Annotated[str, typer.Option("--of", help="A person or body: id, IRI or exact label.")],
    as_of: MaybeAsOf = None,
    output: Out = "-",
    theme: ThemeOption = "light",
    narrow: Narrow = False,
    var: Var = None,
    lang: Lang = None,
) -> None:
    """The posts of a person, or of a body, over time."""
    with _drawing(var, output, theme, narrow, lang) as (drawer, write):
        iri = resolve(drawer.view, of, POSTS_OF, parameter="of")
        write(drawer.posts(iri, parse_day(as_of) if as_of else None))


@app.command("conferences")
def picture_conferences(
    as_of: MaybeAsOf = None,
    output: Out = "-",
    theme: ThemeOption = "light",
    narrow: Narrow = False,
    var: Var = None,
    lang: Lang = None,
) -> None:
    """Conferences and signings over time, the days of reports apart."""
    with _drawing(var, output, theme, narrow, lang) as (drawer, write):
        write(drawer.conferences(parse_day(as_of) if as_of else None))


@app.command("comparison")
def picture_comparison(
    agreements: Annotated[
        list[str], typer.Option("--agreement", help="An agreement; give two or more.")
    ],
    output: Out = "-",
    theme: ThemeOption = "light",
    narrow: Narrow = False,
    var: Var = None,
    lang: Lang = None,
) -> None:
    """Agreements side by side, topic by topic."""
    with _drawing(var, output, theme, narrow, lang) as (drawer, write):
        if len(set(agreements)) < 2:
            raise ParameterError("--agreement", ", ".join(agreements), "two or more agreements")
        nodes = [resolve(drawer.view, one, ("agr",), parameter="agreement") for one in agreements]
        write(drawer.comparison(nodes))


@app.command("territories")
def picture_territories(
    as_of: AsOf,
    output: Out = "-",
    theme: ThemeOption = "light",
    narrow: Narrow = False,
    var: Var = None,
    lang: Lang = None,
) -> None:
    """The provinces of a day, with the units that sources place in each."""
    with _drawing(var, output, theme, narrow, lang) as (drawer, write):
        write(drawer.territories(parse_day(as_of)))


@contextmanager
def _drawing(
    var: Path | None, output: str, theme: str, narrow: bool, lang: Language | None
) -> Generator[tuple[Drawer, Callable[[Drawing], None]]]:
    """Open the generation; give what draws and what writes the file that was asked for."""
    wanted, style = _format(output), Style(_language(lang), _theme(theme), narrow=narrow)
    with opened(settings_of(var)) as current:
        index = AuthorityIndex.open(current.generation.authority_path)
        drawer = Drawer(current.view, index)
        yield drawer, lambda drawing: _write(drawing(style), wanted, output)


def _language(given: Language | None) -> Literal["vi", "en"]:
    return "en" if given is Language.EN else "vi"


def _theme(given: str) -> Theme:
    if given not in get_args(Theme):
        raise ParameterError("--theme", given, "light or dark")
    return cast("Theme", given)


def _format(output: str) -> Format:
    """Return the format that the ending of a file name asks for."""
    ending = "svg" if output == "-" else Path(output).suffix.lower().removeprefix(".")
    if ending not in get_args(Format):
        raise ParameterError("--output", output, "a file name that ends in .svg, .png or .pdf")
    return cast("Format", ending)


def _write(picture: Picture, wanted: Format, output: str) -> None:
    content = export(picture, wanted)
    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(content)
    except OSError:
        raise ParameterError("--output", output, "a file that can be written") from None
