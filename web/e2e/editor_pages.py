"""What the tests of the editor share: a server with one table, and the editor's parts."""

import pytest
import table_lake
from playwright.sync_api import expect

expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def site(serve, tmp_path_factory):
    lake = tmp_path_factory.mktemp("editor") / "lake"
    lake.mkdir()
    table_lake.write_orders(lake)
    return serve(lake)


@pytest.fixture
def editor(page, site, problems):
    # A browser writes every refused request into its console; the tests of refusals make them on purpose.
    problems.allow(r"Failed to load resource: .* status of 4\d\d .*/api/(queries|explain|saved-queries)")
    problems.allow(r"ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE")
    for tab in ask(site, "workspace/tabs")["tabs"]:
        ask(site, f"workspace/tabs/{tab['id']}", "DELETE")
    for saved in ask(site, "saved-queries")["savedQueries"]:
        ask(site, f"saved-queries/{saved['id']}", "DELETE")
    page.goto(f"{site.url}/query")
    return Editor(page)


def ask(site, path, method="GET", body=None):
    return site.call(method, f"/api/{path}", body)


class Editor:
    def __init__(self, page):
        self.page = page
        self.code = page.locator(".tl-ed-code .CodeMirror")
        self.input = page.get_by_role("textbox", name="SQL")
        self.lines = page.locator(".tl-ed-code .CodeMirror-line")
        self.status = page.locator(".tl-ed-run-status")
        self.outcomes = page.get_by_role("list", name="Statements of the script").get_by_role("listitem")
        self.hints = page.locator(".CodeMirror-hints")
        expect(self.code).to_be_visible()

    def write(self, text):
        """As by pasting: no popup opens."""
        self.input.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.wait_for_function(
            "text => document.querySelector('.tl-ed-code .CodeMirror').CodeMirror.getValue() === text", arg=text
        )
        self.page.keyboard.press("Escape")

    def run(self, text, keys="Control+Enter"):
        self.write(text)
        self.page.keyboard.press(keys)

    def tab(self, name):
        return self.page.get_by_role("tab", name=name)

    def titles(self):
        return self.page.locator(".tl-ed-strip-tab__title")

    def kept(self):
        expect(self.status).to_contain_text("Kept on the server")

    def drawer(self, name):
        self.page.get_by_role("toolbar", name="Query").get_by_role("button", name=name).click()
        return self.page.get_by_role("region", name="Saved queries" if name == "Saved" else name)
