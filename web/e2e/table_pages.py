"""How the tests of tables find their way on the page."""

import re
import urllib.parse

from playwright.sync_api import expect


def open_table(page, site, name, place="overview", **options):
    query = f"?{urllib.parse.urlencode(options)}" if options else ""
    page.goto(f"{site.url}/tables/{urllib.parse.quote(name, safe='')}/{place}{query}")
    expect(page.get_by_role("tab", selected=True)).to_be_visible()


def figure(page, label):
    return page.locator(".tl-figure").filter(has=page.get_by_text(label, exact=True)).locator(".tl-figure__value")


def tree_row(page, name):
    return page.get_by_role("tree").get_by_role("treeitem").filter(has_text=re.compile(f"^{re.escape(name)}"))


def wait_until_loaded(page):
    """The place is there with what it asked for."""
    expect(page.get_by_role("tabpanel")).to_be_visible()
    expect(page.locator(".tl-skeleton, .tl-stale")).to_have_count(0)
