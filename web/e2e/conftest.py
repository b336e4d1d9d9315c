"""What the browser tests share: a demo server, an empty one, pages that fail on console errors, screenshots, axe."""

import json
import os
import pathlib
import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from serving import ROOT, Server, lasting_port

# States are waited for, however busy the machine is; a state that never comes is told soon enough.
expect.set_options(timeout=30_000)

SCREENSHOTS = ROOT / ".build" / "screenshots"


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A server with the demo's moving table, shared by all tests that don't stop it."""
    server = Server(tmp_path_factory.mktemp("demo"), "--demo", "--demo-rate", "5").start()
    server.wait_for("the demo's table", lambda: server.get("/api/tables")["tables"])
    yield server
    server.stop()


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A server with nothing in its lake."""
    server = Server(tmp_path_factory.mktemp("empty")).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Starts servers over lakes that tests have written: `serve(lake)`."""
    servers = []

    def start(lake, *options, environment=None):
        servers.append(Server(tmp_path_factory.mktemp("served"), *options, lake=lake, environment=environment))
        return servers[-1].start()

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def own_server(tmp_path):
    """A demo server that a test may stop and start."""
    server = Server(tmp_path, "--demo", "--demo-rate", "5", port=lasting_port()).start()
    server.wait_for("the demo's table", lambda: server.get("/api/tables")["tables"])
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    program = shutil.which("chromium") or os.environ.get("CHROMIUM")
    assert program, "chromium is missing: run dev/setup test"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Problems:
    """What the console said that it shouldn't have. A test that makes trouble on purpose expects it by `allow`."""

    def __init__(self):
        self.found = []
        self.allowed = []

    def allow(self, pattern):
        self.allowed.append(re.compile(pattern))

    def note(self, text):
        self.found.append(text)

    def unexpected(self):
        return [text for text in self.found if not any(pattern.search(text) for pattern in self.allowed)]


@pytest.fixture
def problems():
    return Problems()


@pytest.fixture
def new_page(browser, problems):
    """Makes pages of any size and theme; each has storage of its own."""
    contexts = []

    def make(width=1280, height=800, dark=False, reduced_motion=False, base_url=None, touch=False):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if reduced_motion else "no-preference",
            base_url=base_url,
            has_touch=touch,
            timezone_id="Europe/Berlin",
            locale="en-GB",
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: problems.note(f"{message.text} {message.location.get('url', '')}") if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.note(f"uncaught: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not problems.unexpected(), "the console had errors: " + "\n".join(problems.unexpected())


@pytest.fixture
def page(new_page):
    """A page on a desk, of any server."""
    return new_page()


@pytest.fixture
def screenshot():
    """Keeps a picture for people to look at: .build/screenshots/<name>.png"""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def take(page, name, **options):
        path = pathlib.Path(SCREENSHOTS / f"{name}.png")
        page.screenshot(path=path, **options)
        return path

    return take


@pytest.fixture
def accessible():
    """Fails when axe finds what WCAG 2.2 AA forbids, and says where."""

    def check(page, within=None):
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        results = Axe().run(page, context=within, options=rules)
        found = [
            f"{violation['id']}: {violation['help']}: {node['html'][:160]} {json.dumps(node['any'][:1])[:300]}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
        assert not found, "\n".join(found)

    return check
