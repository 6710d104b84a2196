"""What other programs take from the pages, in a browser: data that does not run, a manifest that waits, embeds."""

import json

import pytest

from .judging import violations

EMBEDS = [
    "/embed/count/?as_of=2013-06-14&as_recorded=1",
    "/embed/count/?status=observer",
    "/embed/leader/?as_of=2013-06-14",
    "/embed/leader/",
    "/embed/count/?as_of=yesterday",
]
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("address", ["/", "/members/australia/?as_of=2013-11-20", "/leadership/"])
def test_linked_data_is_no_script_to_the_browser(desk, address):
    """The watch fails the test where the policy refuses anything."""
    desk.goto(address)
    [data] = desk.locator("script[type='application/ld+json']").all()
    assert json.loads(data.text_content())["@context"][0] == "https://schema.org"


def test_a_visit_fetches_neither_the_manifest_nor_its_icons(desk):
    asked = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto("/", wait_until="networkidle")
    fetched = [url for url in asked if "manifest" in url or "icons/" in url or "opensearch" in url]
    assert not fetched
    assert len(asked) <= 4, asked


def test_the_manifest_names_icons_that_can_be_fetched(desk, site):
    desk.goto("/")
    href = desk.locator("link[rel=manifest]").get_attribute("href")
    manifest = desk.request.get(href).json()
    icons = [icon["src"] for icon in manifest["icons"]]
    icons += [desk.locator(f"link[rel='{rel}']").get_attribute("href") for rel in ("icon", "apple-touch-icon")]
    for address in [*icons, "/favicon.ico"]:
        answer = desk.request.get(address)
        assert answer.status == 200 and answer.headers["content-type"].startswith("image/"), address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", EMBEDS)
def test_an_embed_is_accessible_and_fits_a_narrow_frame(desk, address, scheme):
    desk.watch.expected = {400}
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": 200, "height": 320})
    desk.goto(address)
    assert desk.evaluate(OVERFLOW) <= 0
    assert not violations(desk)


FRAME = """src => {
  document.documentElement.dir = "rtl";
  const frame = document.createElement("iframe");
  frame.src = src;
  document.body.append(frame);
}"""


def framed(page, site, path):
    """Open a document of another host, one that has no policy of ours, with `path` of ours in a frame; the frame."""
    elsewhere = f"http://localhost:{site.port}/favicon.ico"
    page.goto(elsewhere)
    page.evaluate(FRAME, site.url + path)
    page.wait_for_load_state("networkidle")
    page.watch.troubles[:] = [trouble for trouble in page.watch.troubles if elsewhere not in trouble]
    return page.frames[1]


def test_an_embed_stands_in_a_frame_of_another_site_from_left_to_right(desk, site):
    frame = framed(desk, site, "/embed/count/?as_of=2013-06-14")
    assert frame.locator(".number").text_content() == "149–154"
    assert frame.evaluate("() => getComputedStyle(document.body).direction") == "ltr"
    assert frame.evaluate("() => document.cookie") == ""


def test_no_other_page_stands_in_a_frame_of_another_site(desk, site):
    frame = framed(desk, site, "/members/")
    assert frame.url == "chrome-error://chromewebdata/"
    [refused] = desk.watch.troubles
    assert "ERR_BLOCKED_BY_RESPONSE" in refused
    desk.watch.troubles.clear()


def test_the_guide_shows_the_embed_at_work(phone):
    phone.goto("/about/embed/?show=leader&as_of=2013-06-14")
    frame = phone.frame_locator("iframe")
    assert frame.locator(".number").text_content() == "William Lacy Swing"
    inside = phone.frames[1].evaluate("() => document.documentElement.scrollHeight - innerHeight")
    assert inside <= 0, "the frame is too low for its text"
