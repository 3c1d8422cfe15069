"""The statistics in a browser: a teacher reports, a supervisor reads it in plots and tables, on a phone and a screen, by day and night."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, SMALLEST

pytestmark = pytest.mark.e2e


@pytest.mark.usefixtures("a_fault")
def test_a_supervisor_goes_from_the_board_to_the_figures_and_filters_them(sit):
    page = sit("/board?seat=supervisor", **DESKTOP).page
    page.get_by_role("link", name="统计", exact=True).click()
    expect(page.get_by_role("heading", name="统计", level=1)).to_be_visible()
    plot = page.get_by_role("img", name="按设备")
    expect(plot).to_contain_text("智慧黑板")
    expect(page.get_by_role("img", name="什么时候报修")).to_be_visible()
    expect(page.get_by_role("table", name="按设备").get_by_role("row")).to_have_count(2)
    page.get_by_text("筛选与日期").click()
    page.locator("#by-device").select_option("printer")
    page.get_by_role("button", name="统计").click()
    expect(page.get_by_text("没有符合条件的工单")).to_be_visible()
    assert "device=printer" in page.url
    page.get_by_role("link", name="本月").click()
    assert "device=printer" in page.url
    page.get_by_role("link", name="清除筛选").click()
    expect(page.get_by_role("img", name="按设备")).to_be_visible()


@pytest.mark.usefixtures("a_fault")
def test_no_figure_of_a_full_bar_stands_on_the_bar_on_the_smallest_phone(sit):
    page = sit("/statistics?seat=supervisor", **SMALLEST).page
    plot = page.get_by_role("img", name="按设备")
    bar, figure = plot.locator("rect.piece").last.bounding_box(), plot.locator(".figure").first.bounding_box()
    assert bar["x"] + bar["width"] < figure["x"]


@pytest.mark.usefixtures("a_fault")
def test_the_same_view_is_saved_for_excel(sit):
    page = sit("/statistics?seat=supervisor&device=smart_board", **PHONE).page
    with page.expect_download() as saving:
        page.get_by_role("link", name="下载 Excel 表格").click()
    assert saving.value.suggested_filename.endswith(".xlsx")
    assert (
        load_workbook(io.BytesIO(saving.value.path().read_bytes()))["按设备"]["A2"].value == "智慧黑板/大屏"
    )
