"""The frame around every place: navigation, palette, shortcuts, theme, addresses, and what it does without a server."""

import re

import pytest
from playwright.sync_api import expect

PLACES = ["/query", "/tables", "/pipelines", "/jobs", "/live"]


@pytest.fixture
def page(new_page, demo):
    """The demo server's page."""
    return new_page(base_url=demo.url)


def test_navigation_leads_to_each_place_and_back(page):
    page.goto("/")
    navigation = page.get_by_role("navigation", name="Places")
    navigation.get_by_role("link", name="Tables").click()
    expect(page).to_have_url(re.compile(r"/tables$"))
    expect(page.get_by_role("heading", name="Tables", level=1)).to_be_visible()
    navigation.get_by_role("link", name="Live").click()
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()
    expect(navigation.get_by_role("link", name="Live")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.get_by_role("heading", name="Tables", level=1)).to_be_visible()


def test_an_address_of_nothing_says_so_and_leads_on(page):
    page.goto("/nowhere/at/all")
    expect(page.get_by_text("There is no such page")).to_be_visible()
    page.get_by_role("button", name="Go to Query").click()
    expect(page).to_have_url(re.compile(r"/query"))


def test_the_palette_goes_to_a_table_by_keyboard_alone(page, demo):
    page.goto("/live")
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Command palette")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("logs")
    expect(palette.get_by_role("option").first).to_contain_text("delta_lake.logs")
    page.keyboard.press("Enter")
    expect(palette).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/tables/.*logs"))


def test_the_palette_closes_on_escape_and_gives_the_focus_back(page):
    page.goto("/live")
    button = page.get_by_role("button", name=re.compile("Command palette"))
    button.click()
    page.keyboard.type("no such command anywhere")
    expect(page.get_by_text("Nothing is called that.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_keys_lead_to_the_places_and_to_the_help(page):
    page.goto("/live")
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile(r"/tables"))
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_dialog).to_have_count(0)


def test_letters_typed_into_a_field_are_text(page):
    page.goto("/tables")
    search = page.get_by_role("main").get_by_role("searchbox").or_(page.get_by_role("main").get_by_role("textbox")).first
    search.fill("")
    search.press_sequentially("g l?")
    expect(search).to_have_value("g l?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/tables"))


def test_the_theme_is_the_systems_until_one_is_chosen_and_stays_chosen(new_page, demo):
    page = new_page(base_url=demo.url, dark=True)
    page.goto("/live")
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Theme").click()
    page.get_by_role("menuitem", name="Light").click()
    expect(root).to_have_attribute("data-theme", "light")
    page.reload()
    expect(root).to_have_attribute("data-theme", "light")


def test_a_menu_works_by_keyboard(page):
    page.goto("/live")
    button = page.get_by_role("button", name="Theme")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Dark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_the_footer_tells_the_engine_and_the_connection(page):
    page.goto("/live")
    footer = page.get_by_role("contentinfo")
    expect(footer).to_contain_text("Engine running")
    expect(footer).to_contain_text("Connected")
    expect(footer).to_contain_text(re.compile(r"delta_lake\.logs committed .*"))


def test_the_page_says_when_the_server_is_gone_and_comes_back_by_itself(new_page, own_server, problems):
    problems.allow(r"Failed to load resource|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_NETWORK")
    page = new_page(base_url=own_server.url)
    page.goto("/live")
    footer = page.get_by_role("contentinfo")
    expect(footer).to_contain_text("Connected")
    own_server.stop()
    expect(footer).to_contain_text("Connection lost")
    own_server.start()
    expect(footer).to_contain_text("Connected")


@pytest.mark.parametrize("path", PLACES)
def test_nothing_is_loaded_from_elsewhere(page, demo, path):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    expect(page.get_by_role("contentinfo")).to_contain_text("Engine")
    assert asked and all(url.startswith((demo.url, "data:", "blob:")) for url in asked), asked


def test_little_is_loaded_before_the_first_paint(page):
    page.goto("/live")
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()
    transferred = page.evaluate("performance.getEntriesByType('resource').filter(e => e.name.includes('/assets/')).reduce((sum, e) => sum + e.encodedBodySize, 0)")
    assert 0 < transferred <= 400_000


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PLACES)
def test_every_place_is_accessible(new_page, demo, accessible, screenshot, path, dark):
    page = new_page(base_url=demo.url, dark=dark)
    page.goto(path)
    expect(page.get_by_role("contentinfo")).to_contain_text("Engine")
    page.wait_for_load_state("load")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_attached()
    accessible(page)
    screenshot(page, f"shell{path.replace('/', '-')}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize("path", PLACES)
def test_a_phone_shows_every_place_without_sideways_scrolling(new_page, demo, accessible, screenshot, path):
    page = new_page(width=390, height=800, base_url=demo.url, touch=True)
    page.goto(path)
    expect(page.get_by_role("contentinfo")).to_contain_text("Engine")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)
    screenshot(page, f"shell{path.replace('/', '-')}-phone")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_palette_and_help_are_accessible(new_page, demo, accessible, screenshot, dark):
    page = new_page(base_url=demo.url, dark=dark)
    page.goto("/live")
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    accessible(page)
    screenshot(page, f"shell-palette-{'dark' if dark else 'light'}")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    accessible(page)
    screenshot(page, f"shell-help-{'dark' if dark else 'light'}")


@pytest.mark.parametrize(("look", "options"), [("light", {}), ("dark", {"dark": True}), ("phone", {"width": 390, "touch": True})])
def test_an_empty_lake_shows_ways_to_get_data_in(new_page, empty, accessible, screenshot, look, options):
    page = new_page(base_url=empty.url, **options)
    page.goto("/tables")
    expect(page.get_by_role("heading", name="This lake has no tables yet")).to_be_visible()
    for way in ("Upload a file", "Register a table", "Upload from a shell", "Write with any Delta writer", "Watch the demo"):
        expect(page.get_by_role("heading", name=way)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    screenshot(page, f"shell-empty-lake-{look}", full_page=True)


def test_everything_in_the_shell_is_reached_by_tab_and_seen_focused(page):
    page.goto("/live")
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    names = []
    for _ in range(8):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"))
        assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none", names[-1]
    assert names[:5] == ["Tideline", "Query", "Tables", "Pipelines", "Live"], names
