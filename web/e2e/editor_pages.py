"""What the tests of the editor share: a server with one table, and the editor's parts."""

import pytest
import table_lake
from playwright.sync_api import expect


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
    Editor.opened.clear()
    yield Editor(page)
    for opened in Editor.opened:
        opened.settle()


def ask(site, path, method="GET", body=None):
    return site.call(method, f"/api/{path}", body)


class Editor:
    # Those of the running test.
    opened = []

    def __init__(self, page):
        self.opened.append(self)
        self.page = page
        self.code = page.locator(".tl-ed-code .CodeMirror")
        self.input = page.get_by_role("textbox", name="SQL")
        self.lines = page.locator(".tl-ed-code .CodeMirror-line")
        self.status = page.locator(".tl-ed-run-status")
        self.outcomes = page.get_by_role("list", name="Statements of the script").get_by_role("listitem")
        self.hints = page.locator(".CodeMirror-hints")
        self.failure = page.get_by_role("alert").filter(has_text="The statement failed")
        expect(self.code).to_be_visible()

    def write(self, text):
        """By pasting, over what is there: no popup opens, and a long text takes no longer than a short one."""
        self.input.focus()
        self.page.keyboard.press("Control+a")
        self.input.evaluate(
            """(input, text) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData('text/plain', text);
              input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
            }""",
            text,
        )
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

    def settle(self):
        """A page that is closed sends what it has not sent yet, and the next test would find it in its empty workspace."""
        self.page.evaluate("window.dispatchEvent(new Event('online'))")
        self.kept()

    def drawer(self, name):
        self.page.get_by_role("toolbar", name="Query").get_by_role("button", name=name).click()
        return self.page.get_by_role("region", name="Saved queries" if name == "Saved" else name)
