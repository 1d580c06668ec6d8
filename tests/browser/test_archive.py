"""The archive in Chromium, opened from a disk as a reader does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digest.deliver.outbox import edition_folder, write_edition, write_pages
from digest.model.edition import Activity
from digest.model.letter import Frame, Letter
from digest.render.archive import ArchivedEdition, render_archive

pytestmark = pytest.mark.browser

LETTER = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<style>p { color: rgb(1, 2, 3) }</style></head>
<body><p>Letter {number}: <a href="https://127.0.0.1:9/" target="_blank">in context</a></p></body></html>"""
SCRIPT = """<script>document.body.textContent = "a script ran"</script>"""
WITH_SCRIPT = 3

YEAR = Activity(date(2026, 2, 7), tuple(number % 11 for number in range(52 * 7 + 6)))

QUOTATIONS = [
    (
        "潮水每天带来同样的贝壳，只是每次都换了次序，而拾贝的人每天都以为自己是第一次来到海边。",
        ("潮汐表:AI时代的航海",),
    ),
    ("A shell held to the ear returns the sound of your own blood.", ("The Shell Collector", "潮汐表")),
    ("x" * 300, ("Un" + "breakable" * 40,)),
]


@dataclass
class Visit:
    """A page, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture(scope="module")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("outbox")
    editions = []
    for number in range(1, 10):
        moment = datetime(2026, 1, 28, 7, 30, tzinfo=UTC) + timedelta(days=number)
        lead, works = QUOTATIONS[number % 3]
        folder = edition_folder("daily", moment, number)
        search_text = " ".join((lead, *works, f"tag{number}"))
        editions.append(
            ArchivedEdition("daily", "Gleanings", number, moment, folder, "Gleanings", lead, works, 8, search_text)
        )
        html = LETTER.replace("{number}", str(number)) + SCRIPT * (number == WITH_SCRIPT)
        text = f"Letter {number}\n"
        write_edition(place, Letter(folder, b"{}\n", html.encode(), text.encode(), b"Subject: x\r\n\r\n"))
    write_pages(place, render_archive(editions, Frame("Gleanings", "拾句", "en"), YEAR, bytes(32)))
    return place


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Visit]:
    page = browser.new_page()
    page.set_default_timeout(5_000)
    yield Visit(page)
    page.close()


@pytest.fixture
def visit(visitor: Visit) -> Visit:
    visitor.page.set_viewport_size({"width": 1000, "height": 800})
    visitor.page.goto("about:blank")
    visitor.requests.clear()
    visitor.complaints.clear()
    return visitor


def reading_page(outbox: Path, number: int) -> str:
    (place,) = outbox.glob(f"daily/*/*-{number:04}/index.html")
    return place.as_uri()


def shown(page: Page) -> list[str]:
    return [row.inner_text() for row in page.locator("li:visible .about p:first-child").all()]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("tag4", [4]),
        ("  SHELL   collector ", [7, 4, 1]),
        ("shell tag7", [7]),
        ("潮汐表：ai", [9, 6, 3]),
        ("潮汐 blood", [7, 4, 1]),
        ("", [9, 8, 7, 6, 5, 4, 3, 2, 1]),
    ],
)
def test_the_search_shows_editions_that_hold_every_word(
    outbox: Path, visit: Visit, query: str, numbers: list[int]
) -> None:
    visit.page.goto((outbox / "index.html").as_uri())
    visit.page.keyboard.press("/")
    visit.page.keyboard.type(query)
    assert shown(visit.page) == [f"No. {number}" for number in numbers]
    expect(visit.page.locator("#no-match")).to_be_hidden()


def test_a_search_without_a_match_says_so_and_hides_the_months(outbox: Path, visit: Visit) -> None:
    visit.page.goto((outbox / "index.html").as_uri())
    visit.page.fill("#search", "tag4 tag5")
    expect(visit.page.locator("#no-match")).to_be_visible()
    expect(visit.page.locator("section:visible")).to_have_count(0)


def test_a_slash_in_a_search_is_a_slash(outbox: Path, visit: Visit) -> None:
    visit.page.goto((outbox / "index.html").as_uri())
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("a/b")
    assert visit.page.input_value("#search") == "a/b"


def test_without_scripts_the_archive_is_the_plain_list(outbox: Path, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((outbox / "index.html").as_uri())
        expect(page.locator("#search")).to_be_hidden()
        expect(page.locator("li:visible")).to_have_count(9)


def test_an_edition_opens_from_anywhere_in_its_row_and_by_keyboard(outbox: Path, visit: Visit) -> None:
    page = visit.page
    page.goto((outbox / "index.html").as_uri())
    page.locator("li").nth(1).click(position={"x": 30, "y": 80})
    expect(page.locator("h1")).to_have_text("Thursday, 5 February 2026")

    page.goto((outbox / "index.html").as_uri())
    page.fill("#search", "tag4")
    page.keyboard.press("Tab")
    frame_of_row = page.evaluate(
        "getComputedStyle(document.activeElement, '::after').outlineStyle + document.activeElement.tagName"
    )
    assert frame_of_row == "solidA"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("0004/index.html$"))


@pytest.mark.parametrize(("width", "weeks"), [(320, 26), (390, 26), (1000, 53)])
def test_the_year_is_a_grid_of_squares_half_as_long_on_a_phone(
    outbox: Path, visit: Visit, width: int, weeks: int
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.goto((outbox / "index.html").as_uri())
    expect(visit.page.locator(".year > div:visible")).to_have_count(weeks)
    squares = "[...document.querySelectorAll('.year i, .year a')].map(e => e.getBoundingClientRect())"
    boxes = visit.page.evaluate(f"{squares}.filter(box => box.width)")
    assert len(boxes) == 7 * weeks - 1
    assert all(abs(box["width"] - box["height"]) < 0.1 and box["width"] > 7 for box in boxes)
    assert all(abs(box["top"] - boxes[number % 7]["top"]) < 0.1 for number, box in enumerate(boxes))
    main = visit.page.locator(".stat").bounding_box()
    assert main
    assert abs(boxes[0]["left"] - main["x"]) < 1
    assert abs(boxes[-1]["right"] - main["x"] - main["width"]) < 1


def test_a_square_leads_to_the_edition_of_its_day(outbox: Path, visit: Visit) -> None:
    visit.page.goto((outbox / "index.html").as_uri())
    visit.page.get_by_role("link", name="5 February 2026: 4 highlights, No. 8").click()
    expect(visit.page.locator("h1")).to_have_text("Thursday, 5 February 2026")


def test_the_text_link_of_a_row_is_its_own(outbox: Path, visit: Visit) -> None:
    visit.page.goto((outbox / "index.html").as_uri())
    visit.page.locator("li").nth(1).get_by_text("Text").click()
    assert visit.page.url.endswith("2026-02-05-0008/message.txt")


def test_a_walk_through_the_editions_and_back_to_the_archive(outbox: Path, visit: Visit) -> None:
    page = visit.page
    page.goto(reading_page(outbox, 1))
    expect(page.get_by_text("Previous")).to_have_count(0)
    for number in range(1, 10):
        expect(page.frame_locator("iframe").locator("p")).to_contain_text(f"Letter {number}:")
        if number < 9:
            page.get_by_text("Next").click()
    expect(page.get_by_text("Next")).to_have_count(0)
    page.get_by_text("Previous").click()
    expect(page.frame_locator("iframe").locator("p")).to_contain_text("Letter 8:")
    page.locator(".seal").click()
    expect(page.locator("h1")).to_have_text("Archive")


def test_the_letter_is_framed_as_it_is_without_its_scripts(outbox: Path, visit: Visit) -> None:
    visit.page.goto(reading_page(outbox, WITH_SCRIPT))
    letter = visit.page.frame_locator("iframe").locator("p")
    expect(letter).to_have_css("color", "rgb(1, 2, 3)")
    assert ["sandboxed" in complaint for complaint in visit.complaints] == [True]  # of the script that did not run


def test_the_letter_fills_the_window(outbox: Path, visit: Visit) -> None:
    visit.page.goto(reading_page(outbox, 4))
    box = visit.page.locator("iframe").bounding_box()
    assert box
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 1000, 800)
    assert box["y"] < 80


def test_a_link_in_the_letter_opens_beside_it(outbox: Path, visit: Visit) -> None:
    page = visit.page
    page.goto(reading_page(outbox, 3))
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_text("in context").click()
    opened.value.close()
    expect(page.frame_locator("iframe").locator("p")).to_be_visible()


def test_nothing_is_asked_of_the_network_and_nothing_complains(outbox: Path, visit: Visit) -> None:
    visit.page.goto((outbox / "index.html").as_uri())
    visit.page.fill("#search", "tag4")
    visit.page.locator("li:visible a").first.click()
    expect(visit.page.frame_locator("iframe").locator("p")).to_contain_text("Letter 4:")
    assert visit.complaints == []
    files = [request for request in visit.requests if not request.startswith("data:")]
    assert all(request.startswith("file:") for request in files)
    assert {request.rpartition("/")[2] for request in files} == {"index.html", "archive.css", "message.html"}


@pytest.mark.parametrize("page_of", ["index.html", "reading page"])
def test_the_policy_stops_what_does_not_belong(outbox: Path, visit: Visit, page_of: str) -> None:
    visit.page.goto((outbox / "index.html").as_uri() if page_of == "index.html" else reading_page(outbox, 3))
    visit.complaints.clear()
    visit.page.evaluate(
        """() => {
            const add = (name, facts) => document.body.append(Object.assign(document.createElement(name), facts));
            add("img", { src: "https://127.0.0.1:9/pixel" });
            add("script", { textContent: "window.ran = true" });
            add("style", { textContent: "body { display: none }" });
            add("iframe", { src: "https://127.0.0.1:9/frame" });
        }"""
    )
    visit.page.wait_for_timeout(100)
    assert [visit.page.evaluate("window.ran"), visit.page.locator("body").is_visible()] == [None, True]
    assert len([complaint for complaint in visit.complaints if "Content Security Policy" in complaint]) == 4


@pytest.mark.parametrize("width", [320, 390, 1000])
def test_no_page_is_wider_than_its_window(outbox: Path, visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    for place in ((outbox / "index.html").as_uri(), reading_page(outbox, 2)):
        visit.page.goto(place)
        assert visit.page.evaluate("document.documentElement.scrollWidth") == width


LIGHT_STEPS = ("rgb(238, 231, 218)", "rgb(220, 203, 168)", "rgb(190, 154, 92)", "rgb(140, 101, 38)")
DARK_STEPS = ("rgb(42, 38, 32)", "rgb(90, 74, 46)", "rgb(148, 115, 60)", "rgb(211, 168, 92)")


@pytest.mark.parametrize(("scheme", "paper", "ink", "steps"), [
    ("light", "rgb(250, 247, 241)", "rgb(37, 33, 27)", LIGHT_STEPS),
    ("dark", "rgb(25, 23, 20)", "rgb(233, 226, 213)", DARK_STEPS),
])  # fmt: skip
def test_light_and_dark(
    outbox: Path, browser: Browser, scheme: str, paper: str, ink: str, steps: tuple[str, ...]
) -> None:
    with browser.new_context(color_scheme="dark" if scheme == "dark" else "light") as context:
        page = context.new_page()
        for place in ((outbox / "index.html").as_uri(), reading_page(outbox, 2)):
            page.goto(place)
            expect(page.locator("body")).to_have_css("background-color", paper)
            expect(page.locator("h1")).to_have_css("color", ink)
        page.goto((outbox / "index.html").as_uri())
        for step, colour in enumerate(steps):
            expect(page.locator(f".year .a{step}").first).to_have_css("background-color", colour)


def test_each_row_is_set_in_the_faces_of_its_language(outbox: Path, visit: Visit) -> None:
    visit.page.goto((outbox / "index.html").as_uri())
    chinese, english = (visit.page.locator(f".lead[lang={language}]").first for language in ("zh-Hans", "en"))
    expect(chinese).to_have_css("font-family", re.compile('^"Songti SC"'))
    expect(english).to_have_css("font-family", re.compile("^Georgia"))
    expect(visit.page.locator(".works bdi[lang=zh-Hans]").first).to_have_css(
        "font-family", re.compile('^"PingFang SC"')
    )
    expect(visit.page.locator(".works bdi[lang=en]").first).to_have_css("font-family", re.compile("^-apple-system"))
