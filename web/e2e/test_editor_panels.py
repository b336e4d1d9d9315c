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
