"""What stands beside the editor: plans, history, saved queries, suggestions; and how all of it looks."""

import re

import pytest
from playwright.sync_api import expect

from editor_pages import Editor, ask, editor, site


def test_a_plan_is_a_tree(editor):
    editor.write("SELECT status, count(*) FROM shop.orders GROUP BY status")
    drawer = editor.drawer("Explain")
    expect(drawer.get_by_text("AggregateExec").first).to_be_visible()
    drawer.get_by_label("Kind of plan").select_option("formatted")
    expect(drawer.get_by_text(re.compile(r"≈? ?\d+ rows")).first).to_be_visible()
    drawer.get_by_label("Text").check()
    expect(drawer.locator("pre").last).to_contain_text("AggregateExec:")


def test_history_is_searched_run_again_and_compared(editor):
    editor.run("SELECT 'needle' AS a")
    expect(editor.status).to_contain_text("Done")
    editor.run("SELECT 'needle' AS b,\n  2 AS c")
    expect(editor.status).to_contain_text("Done")
    drawer = editor.drawer("History")
    drawer.get_by_role("searchbox").fill("needle")
    items = drawer.get_by_role("listitem")
    expect(items).to_have_count(2)
    items.nth(0).get_by_role("checkbox").check()
    items.nth(1).get_by_role("checkbox").check()
    drawer.get_by_role("button", name="Compare").click()
    dialog = editor.page.get_by_role("dialog")
    expect(dialog.locator("ins").first).to_be_visible()
    expect(dialog.locator("del").first).to_be_visible()
    editor.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    items.nth(1).get_by_role("button", name="Result").click()
    expect(editor.titles()).to_have_count(2)
    expect(editor.status).to_contain_text("Done")
    items.nth(1).get_by_role("button", name="Run again").click()
    expect(editor.titles()).to_have_count(3)
    expect(editor.status).to_contain_text("Done")


def test_the_whole_history_is_one_list(editor, site):
    for number in range(120):
        ask(site, "query", "POST", {"query": f"SELECT {number} AS long_ago"})
    drawer = editor.drawer("History")
    drawer.get_by_role("searchbox").fill("long_ago")
    items = drawer.get_by_role("listitem")
    expect(items.first).to_contain_text("SELECT 119 AS long_ago")
    for count in (100, 120):
        items.last.scroll_into_view_if_needed()
        drawer.get_by_role("list").evaluate("list => list.parentElement.scrollTo(0, list.parentElement.scrollHeight)")
        expect(items.nth(count - 1)).to_be_attached()
    expect(items).to_have_count(120)
    expect(items.last).to_contain_text("SELECT 0 AS long_ago")
    expect(drawer.get_by_role("button", name="Older queries")).to_have_count(0)


def test_queries_are_saved_in_folders_and_marked_when_changed(editor):
    editor.write("SELECT 'kept'")
    editor.page.keyboard.press("Control+s")
    dialog = editor.page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_be_focused()
    dialog.get_by_label("Name").fill("Kept one")
    dialog.get_by_label("Folder").fill("team/reports")
    dialog.get_by_role("button", name="Save").click()
    expect(editor.titles()).to_have_text(["Kept one"])
    editor.write("SELECT 'kept', 2")
    expect(editor.page.locator(".tl-ed-strip-tab__dirty")).to_be_visible()
    editor.page.keyboard.press("Control+s")
    expect(editor.page.locator(".tl-ed-strip-tab__dirty")).to_have_count(0)
    editor.tab("Kept one").press("Delete")
    drawer = editor.drawer("Saved")
    drawer.get_by_text("reports", exact=True).click()
    drawer.get_by_role("button", name="Kept one", exact=True).click()
    expect(editor.lines.first).to_have_text("SELECT 'kept', 2")


def test_saved_queries_are_renamed_moved_and_deleted(editor, site):
    for name in ("One", "Two"):
        ask(site, "saved-queries", "POST", {"name": name, "folder": "", "query": f"SELECT '{name}'", "parameters": {}, "view": {}})
    editor.page.reload()
    drawer = editor.drawer("Saved")
    drawer.get_by_role("button", name="Rename or move One").click()
    dialog = editor.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Two")
    expect(dialog.get_by_text("This folder has a query of that name")).to_be_visible()
    dialog.get_by_label("Folder").fill("elsewhere")
    dialog.get_by_role("button", name="Save").click()
    expect(drawer.get_by_text("elsewhere")).to_be_visible()
    drawer.get_by_role("button", name="Delete Two").last.click()
    editor.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(drawer.get_by_role("button", name="Two", exact=True)).to_have_count(1)
    assert len(ask(site, "saved-queries")["savedQueries"]) == 1


def test_suggestions_of_the_named_table_open_or_are_inserted(editor):
    editor.write("SELECT * FROM shop.orders")
    drawer = editor.drawer("Suggestions")
    expect(drawer.get_by_role("combobox", name="Table")).to_have_value("shop.orders")
    suggestion = drawer.get_by_role("listitem").first
    suggestion.get_by_role("button").first.click()
    expect(editor.titles()).to_have_count(2)
    editor.run_button = editor.page.get_by_role("button", name="Run Ctrl")
    editor.run_button.click()
    expect(editor.status).to_contain_text("Done")
    suggestion.get_by_role("button", name="Insert").click()
    expect(editor.lines.nth(1)).to_be_visible()


def palette(page, wish):
    """Types what is wanted into the command palette and takes the first that it finds."""
    page.keyboard.press("Control+k")
    found = page.get_by_role("dialog", name="Command palette").get_by_role("option").filter(has_text=wish)
    page.keyboard.type(wish)
    expect(found.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")


def save(site, name, query):
    return ask(site, "saved-queries", "POST", {"name": name, "folder": "", "query": query, "parameters": {}, "view": {}})["id"]


def test_the_palette_runs_saves_and_explains(editor):
    page = editor.page
    editor.write("SELECT 1 AS one;\nSELECT 2 AS two")
    palette(page, "Run the script")
    expect(editor.outcomes).to_have_count(2)
    expect(editor.status).to_contain_text("Done")
    palette(page, "Run the statement")
    expect(editor.outcomes).to_have_count(0)
    expect(editor.status).to_contain_text("Done")
    palette(page, "Save the query")
    page.get_by_role("dialog").get_by_label("Name").fill("By the palette")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(editor.titles()).to_have_text(["By the palette"])
    palette(page, "Explain the statement")
    expect(page.get_by_role("region", name="Explain")).to_be_visible()
    palette(page, "New query tab")
    expect(editor.titles()).to_have_count(2)


def test_the_palette_acts_on_the_query_from_any_place(editor):
    page = editor.page
    editor.write("SELECT count(*) AS orders FROM shop.orders")
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Tables").click()
    expect(page.get_by_role("heading", name="Tables", level=1)).to_be_visible()
    palette(page, "Run the statement")
    expect(page).to_have_url(re.compile("/query/"))
    expect(editor.status).to_contain_text("Done")
    palette(page, "Turn live on")
    expect(page.get_by_role("region", name="Live result")).to_be_visible()
    palette(page, "Turn live off")
    expect(page.get_by_role("region", name="Live result")).to_have_count(0)


def test_the_palette_exports_the_result_on_the_screen(editor):
    editor.page.add_init_script("delete window.showSaveFilePicker; delete Window.prototype.showSaveFilePicker")
    editor.page.reload()
    editor.run("SELECT 'taken' AS out")
    expect(editor.page.get_by_role("gridcell", name="taken")).to_be_visible()
    with editor.page.expect_download() as download:
        palette(editor.page, "Export the result as CSV")
    with open(download.value.path(), "rb") as file:
        assert file.read().split() == [b"out", b"taken"]


def test_the_palette_opens_the_dialogs_of_new_tables(editor, site):
    page = editor.page
    palette(page, "Upload a file")
    dialog = page.get_by_role("dialog", name="Upload a file into a new table")
    expect(dialog).to_be_visible()
    expect(page).to_have_url(f"{site.url}/tables?dialog=upload")
    page.reload()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(f"{site.url}/tables")
    palette(page, "Register a table")
    expect(page.get_by_role("dialog", name="Register a table")).to_be_visible()
    page.goto(f"{site.url}/query")


def test_a_saved_query_is_opened_and_run_from_the_palette(editor, site):
    save(site, "Yearly sums", "SELECT 'sums' AS of_the_year")
    save(site, "Other", "SELECT 2")
    palette(editor.page, "Run Yearly sums")
    expect(editor.page.get_by_role("gridcell", name="sums")).to_be_visible()
    expect(editor.tab("Yearly sums")).to_have_attribute("aria-selected", "true")
    palette(editor.page, "Other")
    expect(editor.lines.first).to_have_text("SELECT 2")
    expect(editor.status).to_contain_text("Not run yet")


def test_a_saved_query_has_an_address(editor, site):
    saved = save(site, "Addressed", "SELECT 'by its address'")
    editor.page.goto(f"{site.url}/saved/{saved}")
    expect(editor.lines.first).to_have_text("SELECT 'by its address'")
    expect(editor.page).to_have_url(re.compile("/query/"))
    editor.page.goto(f"{site.url}/saved/00000000-0000-4000-8000-000000000000")
    expect(editor.page.get_by_text("This saved query is gone.")).to_be_visible()
    expect(editor.tab("Addressed")).to_be_visible()


def test_an_open_panel_is_part_of_the_address(editor):
    page = editor.page
    editor.drawer("History")
    expect(page).to_have_url(re.compile(r"/query/[^?]+\?panel=history$"))
    page.reload()
    panel = page.get_by_role("region", name="History")
    expect(panel).to_be_visible()
    page.get_by_role("button", name="New query").click()
    expect(page).to_have_url(re.compile(r"\?panel=history$"))
    expect(panel).to_be_visible()
    page.get_by_role("button", name="Close History").click()
    expect(page).not_to_have_url(re.compile("panel"))


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_the_address_of_a_closed_tab_says_so_and_brings_it_back(site, editor, new_page, accessible, screenshot, look):
    width, height = (390, 844) if look == "phone" else (1280, 800)
    # The other window's first tab is on the server, so that this one finds it and makes none of its own.
    editor.kept()
    page = new_page(width=width, height=height, dark=look == "dark", touch=look == "phone")
    page.goto(f"{site.url}/query")
    part = Editor(page)
    page.get_by_role("button", name="New query").click()
    part.run("SELECT 'closed'\n  AS too_early")
    expect(page.get_by_role("gridcell", name="closed")).to_be_visible()
    part.kept()
    address = page.url
    part.tab("Query 2").press("Delete")
    expect(part.titles()).to_have_count(1)
    expect(page).not_to_have_url(address)
    part.kept()
    page.goto(address)
    expect(page.get_by_text("“Query 2” was closed")).to_be_visible()
    expect(page.get_by_label("Its text")).to_contain_text("AS too_early")
    accessible(page)
    screenshot(page, f"editor-closed-tab-{look}")
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_role("gridcell", name="closed")).to_be_visible()
    expect(part.titles()).to_have_text(["Query 1", "Query 2"])


def test_the_address_of_a_tab_that_nobody_knows_leads_to_the_history(editor, site):
    editor.page.goto(f"{site.url}/query/00000000-0000-4000-8000-000000000000")
    expect(editor.page.get_by_text("There is no such query tab")).to_be_visible()
    editor.page.get_by_role("button", name="Look in the history").click()
    expect(editor.page.get_by_role("region", name="History")).to_be_visible()
    expect(editor.code).to_be_visible()


def filled(page, site):
    """A tab with everything at once: parameters, a script that failed in its middle, a selection's bar."""
    page.goto(f"{site.url}/query")
    editor = Editor(page)
    editor.write(
        "-- Which orders are dear?\nSELECT status, count(*) AS orders, round(avg(price), 2) AS average\nFROM shop.orders\n"
        "WHERE price >= :least AND note <> 'none'\nGROUP BY status;\n\nSELECT * FROM shop.ordres;\nSELECT 3"
    )
    page.get_by_label(":least", exact=True).fill("10")
    page.get_by_role("toolbar", name="Query").get_by_role("button", name="Run all").click()
    expect(editor.outcomes.nth(1)).to_contain_text("Failed")
    return editor


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_every_part_is_accessible_and_looked_at(site, editor, new_page, screenshot, accessible, look):
    width, height = (390, 844) if look == "phone" else (1280, 800)
    page = new_page(width=width, height=height, dark=look == "dark", touch=look == "phone")
    part = filled(page, site)
    screenshot(page, f"editor-{look}")
    accessible(page)
    for name in ("Explain", "Suggestions", "Saved", "History"):
        drawer = part.drawer(name)
        expect(drawer.get_by_role("status")).to_have_count(0)
        screenshot(page, f"editor-{name.lower()}-{look}")
        accessible(page)
        drawer.get_by_role("button", name=f"Close {drawer.get_attribute('aria-label')}").click()
    part.input.focus()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("dialog")).to_be_visible()
    screenshot(page, f"editor-save-{look}")
    accessible(page)
    page.keyboard.press("Escape")
    drawer = part.drawer("History")
    for at in (0, 1):
        drawer.get_by_role("listitem").nth(at).get_by_role("checkbox").check()
    drawer.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog").locator("ins, del").first).to_be_visible()
    screenshot(page, f"editor-compare-{look}")
    accessible(page)
    page.keyboard.press("Escape")
    drawer.get_by_role("button", name="Close History").click()
    ask(site, "saved-queries", "POST", {"name": "To be deleted", "folder": "", "query": "SELECT 1", "parameters": {}, "view": {}})
    page.reload()
    part.drawer("Saved").get_by_role("button", name="Delete To be deleted").click()
    expect(page.get_by_role("dialog")).to_contain_text("To be deleted")
    screenshot(page, f"editor-delete-{look}")
    accessible(page)


def test_nothing_sticks_out_on_a_phone(site, editor, new_page):
    page = new_page(width=360, height=740, touch=True)
    filled(page, site)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for button in page.get_by_role("toolbar", name="Query").get_by_role("button").all():
        box = button.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
