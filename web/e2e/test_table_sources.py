"""Ways for data to get in: registered tables and uploaded files, checked with what `deltalake` reads afterwards."""

import json
import re

import pyarrow as pa
import pyarrow.parquet
import pytest
import table_lake
from playwright.sync_api import expect

from table_pages import figure, tree_row


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources") / "lake"
    folder.mkdir()
    table_lake.write_orders(folder)
    return folder


@pytest.fixture(scope="module")
def site(serve, lake):
    return serve(lake)


def test_a_registered_table_is_listed_and_forgotten_but_its_data_stays(page, site, tmp_path, problems):
    # The refusal of a wrong location, and what was on its way when the table was forgotten.
    problems.allow(r"/api/tables$|/api/tables/guests\.elsewhere")
    folder = tmp_path / "elsewhere"
    table_lake.write_deltalake(folder, pa.table({"n": [1, 2, 3]}))
    page.goto(f"{site.url}/tables")
    page.get_by_role("button", name="Register…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Location").fill(str(tmp_path))
    dialog.get_by_role("button", name="Register").click()
    expect(dialog.get_by_role("alert")).to_contain_text("_delta_log")
    dialog.get_by_label("Location").fill(str(folder))
    expect(dialog.get_by_label("Name")).to_have_value("delta_lake.elsewhere")
    dialog.get_by_label("Name").fill("guests.elsewhere")
    dialog.get_by_role("button", name="Register").click()
    expect(figure(page, "Rows")).to_have_text("3")
    page.get_by_role("button", name="Forget…").click()
    expect(page.get_by_role("dialog")).to_contain_text("Its data stays")
    page.get_by_role("button", name="Forget it").click()
    expect(tree_row(page, "elsewhere")).to_have_count(0)
    assert (folder / "_delta_log").is_dir()



def test_a_csv_file_becomes_a_table_with_the_types_that_were_chosen(page, site, lake, tmp_path):
    file = tmp_path / "Sales 2024 (final).csv"
    file.write_text("id,amount,code\n1,1.5,007\n2,2.5,042\n3,,100\n", encoding="utf-8")
    page.goto(f"{site.url}/tables")
    page.get_by_role("button", name="Upload…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File to upload").set_input_files(file)
    expect(dialog.get_by_label("Table")).to_have_value(re.compile("sales_2024_final"))
    dialog.get_by_label("Type of code").select_option("string")
    dialog.get_by_label("Table").fill("uploads.sales")
    dialog.get_by_role("button", name="Create table").click()
    expect(page).to_have_url(re.compile("/tables/uploads.sales/overview$"))
    expect(figure(page, "Rows")).to_have_text("3")
    stored = table_lake.open_table(lake, "uploads.sales").to_pyarrow_table().sort_by("id").to_pydict()
    assert stored["code"] == ["007", "042", "100"]
    assert stored["amount"] == [1.5, 2.5, None]


def drop(page, target, name, text):
    """Drops a file on an element, as a browser tells it to the page."""
    transfer = page.evaluate_handle(
        """([name, text]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], name));
            return transfer;
        }""",
        [name, text],
    )
    for kind in ("dragenter", "dragover", "drop"):
        target.dispatch_event(kind, {"dataTransfer": transfer, "bubbles": True, "cancelable": True})


def test_a_file_is_dropped_into_the_dialog(page, site, lake):
    page.goto(f"{site.url}/tables")
    page.get_by_role("button", name="Upload…").click()
    dialog = page.get_by_role("dialog")
    drop(page, dialog.get_by_text("Drop a file here"), "dropped.csv", "id,city\n1,Ulm\n2,Bonn\n")
    expect(dialog.get_by_label("Type of city")).to_have_value("string")
    dialog.get_by_label("Table").fill("uploads.dropped")
    dialog.get_by_role("button", name="Create table").click()
    expect(figure(page, "Rows")).to_have_text("2")
    assert table_lake.open_table(lake, "uploads.dropped").to_pyarrow_table().column("city").to_pylist() == ["Ulm", "Bonn"]


def test_a_file_that_is_dropped_anywhere_on_the_page_opens_the_dialog_with_it(page, site):
    page.goto(f"{site.url}/tables")
    drop(page, tree_row(page, "orders"), "anywhere.csv", "id\n1\n")
    expect(page.get_by_role("dialog").get_by_label("Type of id")).to_be_visible()
    drop(page, page.get_by_role("dialog").get_by_role("heading").first, "another.csv", "other\n1\n")
    expect(page.get_by_role("dialog").get_by_label("Type of other")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Upload…").click()
    expect(page.get_by_text("Drop a file here")).to_be_visible()


def test_the_separator_is_found_and_another_reads_the_file_again(page, site, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text('Name;Amount;Code\nÅsa;1,5;007\n"Bo; Jr";2,5;042\n', encoding="utf-8")
    page.goto(f"{site.url}/tables")
    page.get_by_role("button", name="Upload…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File to upload").set_input_files(file)
    expect(dialog.get_by_label("Separator")).to_have_value(";")
    expect(dialog.get_by_label("Type of Amount")).to_be_visible()
    expect(dialog.get_by_text("Bo; Jr")).to_be_visible()
    dialog.get_by_label("Separator").select_option("bar")
    expect(dialog.get_by_label("Type of Name_Amount_Code")).to_be_visible()


@pytest.mark.parametrize("form", ["ndjson", "parquet"])
def test_other_formats_come_in_whole(page, site, lake, tmp_path, form):
    file = tmp_path / f"rows.{form}"
    rows = [{"id": 9_007_199_254_740_993, "tags": ["a", "b"]}, {"id": 2, "tags": []}]
    if form == "parquet":
        pa.parquet.write_table(pa.Table.from_pylist(rows), file)
    else:
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    page.goto(f"{site.url}/tables")
    page.get_by_role("button", name="Upload…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File to upload").set_input_files(file)
    dialog.get_by_label("Table").fill(f"uploads.from_{form}")
    dialog.get_by_role("button", name="Create table").click()
    expect(figure(page, "Rows")).to_have_text("2")
    stored = table_lake.open_table(lake, f"uploads.from_{form}").to_pyarrow_table().sort_by("id").to_pydict()
    assert stored["id"] == [2, 9_007_199_254_740_993]


def test_a_file_that_cannot_be_read_is_refused_with_a_reason(page, site, tmp_path, problems):
    problems.allow("/api/uploads")
    page.goto(f"{site.url}/tables")
    page.get_by_role("button", name="Upload…").click()
    dialog = page.get_by_role("dialog")
    packed = tmp_path / "rows.csv.gz"
    packed.write_bytes(b"\x1f\x8b")
    dialog.get_by_label("File to upload").set_input_files(packed)
    expect(dialog.get_by_role("alert")).to_contain_text("Unpack it first")
    broken = tmp_path / "rows.parquet"
    broken.write_bytes(b"PAR1 this is none")
    dialog.get_by_label("File to upload").set_input_files(broken)
    expect(dialog.get_by_role("alert")).to_contain_text(re.compile("[Pp]arquet"))
    expect(dialog.get_by_role("button", name="Create table")).to_be_disabled()


def test_a_taken_name_is_told_before_the_server_is_asked(page, site, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    page.goto(f"{site.url}/tables")
    page.get_by_role("button", name="Upload…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File to upload").set_input_files(file)
    dialog.get_by_label("Table").fill("shop.ORDERS")
    expect(dialog.get_by_text("A table of this name exists already.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Create table")).to_be_disabled()


@pytest.mark.parametrize(("look", "options"), [("light", {}), ("dark", {"dark": True}), ("phone", {"width": 390, "height": 844, "touch": True})])
def test_the_dialogs_of_registering_and_forgetting_are_accessible(new_page, site, accessible, screenshot, problems, tmp_path, look, options):
    problems.allow(r"/api/tables$|/api/tables/guests\.")
    folder = tmp_path / f"visitor_{look}"
    table_lake.write_deltalake(folder, pa.table({"n": [1, 2, 3]}))
    page = new_page(base_url=site.url, **options)
    page.goto("/tables")
    page.get_by_role("button", name="Register…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Location").fill(str(tmp_path))
    dialog.get_by_role("button", name="Register").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    screenshot(page, f"tables-register-{look}")
    accessible(page)
    dialog.get_by_label("Location").fill(str(folder))
    dialog.get_by_label("Name").fill(f"guests.visitor_{look}")
    dialog.get_by_role("button", name="Register").click()
    expect(figure(page, "Rows")).to_have_text("3")
    page.get_by_role("button", name="Forget…").click()
    expect(dialog).to_contain_text("Its data stays")
    screenshot(page, f"tables-forget-{look}")
    assert dialog.evaluate("box => [...box.querySelectorAll('*')].every((part) => part.getBoundingClientRect().right <= box.getBoundingClientRect().right)")
    accessible(page)
    page.get_by_role("button", name="Forget it").click()
    expect(dialog).to_have_count(0)
