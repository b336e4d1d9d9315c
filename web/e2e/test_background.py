"""What goes on while something else is looked at: runs and exports of other tabs and places, and pages beyond the browser's
connections."""

import re

import pytest
from playwright.sync_api import expect

from editor_pages import Editor, ask, editor, site
from result_pages import cells
from test_results_states import PICKER, export, exports

ENDLESS = "SELECT sum(sqrt(id)) FROM range(400000000000)"
# A browser without a screen shows all of its pages at once.
VISIBILITY = """
Object.defineProperty(document, 'visibilityState', { get: () => window.isAway ? 'hidden' : 'visible' });
window.look = (isAway) => { window.isAway = isAway; document.dispatchEvent(new Event('visibilitychange')); };
"""
LOOKS = {"light": {}, "dark": {"dark": True}, "phone": {"width": 390, "height": 844, "touch": True}}


def footer(page):
    return page.get_by_role("contentinfo")


def messages(page):
    return page.get_by_role("status", name="Messages")


def go_to(page, place):
    page.get_by_role("navigation", name="Places").get_by_role("link", name=place).click()
    expect(page.get_by_role("heading", name=place, level=1)).to_be_attached()


class HeldRuns:
    """Statements are started only when the test says so: they end while something else is shown."""

    def __init__(self, page):
        self.page = page
        self.held = []
        page.route(re.compile(r"/api/queries$"), lambda route: self.held.append(route) if route.request.method == "POST" else route.continue_())

    def go_on(self):
        for route in self.held:
            route.continue_()
        self.page.unroute_all()


# MARK: more pages than connections


def test_seven_pages_of_one_browser_are_all_usable(new_page, demo):
    first = new_page(base_url=demo.url)
    pages = [first, *(first.context.new_page() for _ in range(6))]
    for page in pages:
        page.goto("/tables")
        expect(page.get_by_role("heading", name="Tables", level=1)).to_be_visible()
    for page in pages:
        page.get_by_role("tree").get_by_role("treeitem").filter(has_text=re.compile("^logs")).click()
        expect(page.get_by_role("tab", name="Overview")).to_be_visible()
        expect(footer(page)).to_contain_text("Connected")
    texts = [footer(page).inner_text() for page in pages]
    assert [("Connected" in text) for text in texts] == [False] * 3 + [True] * 4
    assert all("Paused until you use this window" in text for text in texts[:3])


def test_a_hidden_page_rests_and_catches_up_when_it_is_seen_again(editor, site):
    page = editor.page
    page.add_init_script(VISIBILITY)
    page.reload()
    editor.run(ENDLESS)
    expect(editor.status).to_contain_text("Running")
    page.evaluate("look(true)")
    expect(footer(page)).to_contain_text("Paused until you use this window")
    [running] = [one for one in ask(site, "queries?limit=5")["queries"] if one["state"] == "running"]
    ask(site, f"queries/{running['queryId']}", "DELETE")
    page.evaluate("look(false)")
    expect(footer(page)).to_contain_text("Connected")
    expect(editor.status).to_contain_text("Cancelled")
    editor.run("SELECT 'back' AS here")
    expect(cells(page, 1)).to_have_text(["back"])


def test_a_page_opened_in_the_background_follows_nothing_until_it_is_seen(new_page, demo):
    page = new_page(base_url=demo.url)
    page.add_init_script(VISIBILITY + "window.isAway = true;")
    streams = []
    page.on("request", lambda request: streams.append(request.url) if "/events?" in request.url else None)
    page.goto("/tables")
    expect(page.get_by_role("tree").get_by_role("treeitem").filter(has_text=re.compile("^logs"))).to_be_visible()
    assert streams == []
    page.evaluate("look(false)")
    expect(footer(page)).to_contain_text("Connected")
    assert len(streams) > 0


# MARK: runs


def test_a_run_that_ends_in_another_tab_is_told_with_a_way_to_it(editor):
    held = HeldRuns(editor.page)
    editor.run("SELECT 7 AS seven")
    expect(editor.status).to_contain_text("Starting")
    editor.page.get_by_role("button", name="New query").click()
    held.go_on()
    message = messages(editor.page)
    expect(message).to_contain_text("“Query 1” is done: 1 row")
    message.get_by_role("button", name="Show").click()
    expect(editor.tab("Query 1")).to_have_attribute("aria-selected", "true")
    expect(cells(editor.page, 1)).to_have_text(["7"])


def test_a_run_that_fails_while_another_place_is_shown_is_told_there(editor):
    held = HeldRuns(editor.page)
    editor.run("SELECT nothing_here FROM shop.orders")
    expect(editor.status).to_contain_text("Starting")
    go_to(editor.page, "Tables")
    held.go_on()
    message = messages(editor.page)
    expect(message).to_contain_text(re.compile("“Query 1” failed: .*nothing_here"))
    message.get_by_role("button", name="Show").click()
    expect(editor.failure).to_contain_text("nothing_here")


def test_a_run_whose_end_is_seen_is_not_told_as_well(editor):
    editor.run("SELECT 7 AS seven")
    expect(cells(editor.page, 1)).to_have_text(["7"])
    expect(editor.status).to_contain_text("Done")
    expect(messages(editor.page)).to_be_empty()


# MARK: exports


def started(editor, rows=50_000):
    """An export whose file takes what comes only when the test says so."""
    editor.page.add_init_script(PICKER + "window.refusal = 'slow';")
    editor.page.reload()
    editor.page.get_by_label("Row limit").select_option("100000")
    editor.run(f"SELECT id, concat('ü', id) AS name FROM range({rows}) ORDER BY id")
    export(editor.page, "CSV")
    editor.page.wait_for_function("() => typeof window.goOn === 'function'")
    # The file may begin before the page has heard that the run is over.
    expect(editor.page.get_by_role("toolbar", name="Query").get_by_role("button", name="Cancel")).to_have_count(0)


def test_an_export_goes_on_while_tabs_and_places_change(editor):
    started(editor)
    page = editor.page
    page.get_by_role("button", name="New query").click()
    expect(exports(page)).to_contain_text("Exporting CSV 0 %")
    go_to(page, "Tables")
    expect(exports(page)).to_have_count(1)
    page.evaluate("window.refusal = ''; window.goOn()")
    expect(messages(page)).to_contain_text("CSV exported: 50,000 rows")
    expect(exports(page)).to_have_count(0)
    kept = page.evaluate("window.kept")
    assert kept["state"] == "closed"
    assert len(kept["text"].splitlines()) == 50_001
    go_to(page, "Query")


def test_an_export_that_fails_elsewhere_is_told_and_can_be_tried_again(editor):
    started(editor)
    page = editor.page
    go_to(page, "Live")
    page.evaluate("window.refusal = 'disk'; window.goOn()")
    expect(messages(page)).to_contain_text("The export failed. The disk is full.")
    assert page.evaluate("window.kept.state") == "aborted"
    page.evaluate("window.refusal = ''; Object.assign(window.kept, { text: '', bytes: 0 })")
    messages(page).get_by_role("button", name="Try again").click()
    expect(messages(page)).to_contain_text("CSV exported: 50,000 rows")
    assert len(page.evaluate("window.kept.text").splitlines()) == 50_001
    go_to(page, "Query")


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_told_looks_right(editor, site, new_page, accessible, screenshot, look):
    page = new_page(**LOOKS[look])
    page.goto(f"{site.url}/query")
    part = Editor(page)
    started(part)
    held = HeldRuns(page)
    part.run("SELECT nothing_here FROM shop.orders")
    page.get_by_role("button", name="New query").click()
    held.go_on()
    expect(messages(page)).to_contain_text("failed")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, f"background-{look}")
    accessible(page)
    exports(page).get_by_role("button", name="Cancel").click()
    page.evaluate("window.goOn()")
