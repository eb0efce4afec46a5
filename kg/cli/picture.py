"""`phoihop picture`: answers as pictures, to a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast, get_args

import typer

from kg.cli.ask import Committee
from kg.cli.opening import opened
from kg.cli.options import Certainties, Language, OfCollection, Var, new_app, settings_of
from kg.errors import ParameterError
from kg.index.authority_open import AuthorityIndex
from kg.model.iri import ID
from kg.model.terms import Iri
from kg.model.validity import parse_day
from kg.picture.authority_chart import draw_superiors
from kg.picture.context import find_context, find_node
from kg.picture.export import Format, export
from kg.picture.palette import Theme
from kg.picture.stage import Style
from kg.picture.timeline import draw_timeline, spans_of_posts
from kg.picture.two_lines import MOST_UNITS, draw_two_lines
from kg.picture.units_tree import draw_units
from kg.query.facts import select_facts
from kg.query.hierarchy import HierarchyRequest, find_superiors, find_units
from kg.query.names import resolve
from kg.query.under_both import UnderBothRequest, under_both

if TYPE_CHECKING:
    from kg.picture.picture import Picture

app = new_app()

Out = Annotated[
    str,
    typer.Option("-o", "--output", help="File to write: .svg, .png or .pdf; - is SVG on output."),
]
ThemeOption = Annotated[str, typer.Option("--theme", help="light or dark.")]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the picture (default vi).", show_default=False),
]


@app.callback()
def _picture() -> None:  # pyright: ignore[reportUnusedFunction]  # makes `picture` a group
    """Draw an answer as SVG, PNG or PDF."""


@app.command("under-both")
def picture_under_both(  # noqa: PLR0913, PLR0917  (the parameters of a command are its options)
    a: Annotated[str, typer.Option("--a", help=Committee)],
    b: Annotated[str, typer.Option("--b", help="The other committee.")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day asked about, YYYY-MM-DD.")],
    output: Out = "-",
    theme: ThemeOption = "light",
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
    wanted, style = _format(output), Style(_language(lang), _theme(theme))
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
    unit: Annotated[str, typer.Option("--unit", help="A party unit: id, IRI or exact label.")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day asked about, YYYY-MM-DD.")],
    output: Out = "-",
    theme: ThemeOption = "light",
    var: Var = None,
    lang: Lang = None,
) -> None:
    """Who is above a unit on a day, on every line."""
    wanted, style = _format(output), Style(_language(lang), _theme(theme))
    day = parse_day(as_of)
    with opened(settings_of(var)) as current:
        iri = resolve(current.view, unit, ("unit",), parameter="unit")
        index = AuthorityIndex.open(current.generation.authority_path)
        rows = find_superiors(index, iri, HierarchyRequest(day))
        focus = find_node(current.view, iri, "PartyUnit")
    _write(draw_superiors(rows, focus, day, style), wanted, output)


@app.command("units")
def picture_units(
    committee: Annotated[str, typer.Option("--committee", help=Committee)],
    as_of: Annotated[str, typer.Option("--as-of", help="The day asked about, YYYY-MM-DD.")],
    output: Out = "-",
    theme: ThemeOption = "light",
    var: Var = None,
    lang: Lang = None,
) -> None:
    """What is under a committee on a day."""
    wanted, style = _format(output), Style(_language(lang), _theme(theme))
    day = parse_day(as_of)
    with opened(settings_of(var)) as current:
        iri = resolve(current.view, committee, ("com",), parameter="committee")
        index = AuthorityIndex.open(current.generation.authority_path)
        rows = find_units(index, iri, HierarchyRequest(day))
        focus = find_node(current.view, iri, "PartyCommittee")
    _write(draw_units(rows, focus, day, style), wanted, output)


@app.command("posts")
def picture_posts(
    of: Annotated[str, typer.Option("--of", help="A person or body: id, IRI or exact label.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="A day to mark, YYYY-MM-DD.")] = None,
    output: Out = "-",
    theme: ThemeOption = "light",
    var: Var = None,
    lang: Lang = None,
) -> None:
    """The posts of a person, or of a body, over time."""
    wanted, style = _format(output), Style(_language(lang), _theme(theme))
    day = parse_day(as_of) if as_of else None
    with opened(settings_of(var)) as current:
        types = ("per", "com", "ent", "unit", "state", "std", "adv")
        iri = resolve(current.view, of, types, parameter="of")
        is_person = iri.startswith(f"{ID}per/")
        given = {"person" if is_person else "organisation": Iri(iri)}
        rows = select_facts(current.view, "facts-posts", given).rows
        title = find_node(current.view, iri, "")
    spans = spans_of_posts(rows, style, by_person=not is_person)
    name = title.name_vi if style.language == "vi" else title.name_en
    _write(draw_timeline(spans, name, style, day), wanted, output)


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
