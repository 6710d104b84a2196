"""A reader at work: the same task by taps on a phone or by keys alone, with JavaScript and without."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

MOST_TABS = 900
FOCUSED = "e => e === document.activeElement"
RING = "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }"
SETTLED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"


class Reader:
    """Opens pages, follows links, unfolds, fills in; counts its taps (or Enters). Names are those that are read out."""

    def __init__(self, page, hand, scripts):
        self.page = page
        self.by_keys = hand == "keys"
        self.scripts = scripts
        self.taps = 0

    # What is seen

    @property
    def main(self):
        return self.page.locator("main")

    @property
    def address(self):
        """Path and query of the page; the fragment is the reader's place in it."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def sees(self, *words):
        for each in words:
            self._expect(each, "is not there", expect(self.main).to_contain_text)

    def does_not_see(self, *words):
        for each in words:
            self._expect(each, "is there", expect(self.main).not_to_contain_text)

    def _expect(self, words, trouble, expectation):
        try:
            expectation(words)
        except AssertionError:  # which would quote the whole page
            raise AssertionError(f"{self.page.url}: {words!r} {trouble}") from None

    def row(self, words):
        """The row of a table, the entry, or the item of a list in which the words stand."""
        return self.main.locator("tbody tr, article, li", has_text=words).first

    # What is done

    def open(self, address):
        self.page.goto(address)
        self.taps = 0

    def asks_for(self, day):
        """Fill in the day, `2013-11-20`, and show it."""
        self.fills_in("Another day", day)
        self.presses("Show")

    def follows(self, name, within=None, exact=True):
        link = (within or self.page).get_by_role("link", name=name, exact=exact).first
        href = link.get_attribute("href")
        if href.startswith("#"):
            self._act(link)
        else:
            self._act_and_wait(link)

    def presses(self, name, within=None):
        self._act_and_wait((within or self.page).get_by_role("button", name=name, exact=True).first)

    def unfolds(self, words, within=None):
        self._act((within or self.page).locator("summary", has_text=words).first)

    def fills_in(self, label, text, within=None):
        field = (within or self.page).get_by_label(label, exact=True).first
        if not self.by_keys:
            field.fill(text)
            return
        self._tab_to(field)
        if field.get_attribute("type") == "date":  # as an American browser has it: month, day, year
            year, month, day = text.split("-")
            self.page.keyboard.type(month + day + year)
        else:
            field.press("Control+a")
            self.page.keyboard.type(text)

    def chooses(self, label, option):
        field = self.page.get_by_label(label, exact=True).first
        if not self.by_keys:
            field.select_option(option)
            return
        self._tab_to(field)
        self.page.keyboard.type(option)
        expect(field).to_have_value(re.compile(f"^{re.escape(option)}", re.I))

    # How

    def _act(self, target):
        self.taps += 1
        if not self.by_keys:
            target.tap()
            return
        self._tab_to(target)
        self.page.keyboard.press("Enter")

    def _act_and_wait(self, target):
        """The page that comes, whole or in place, is there when this returns."""
        if self.by_keys:
            self._tab_to(target)
        with self.page.expect_response(lambda response: _is_page(response.request)):
            self._act(target)
        self.page.wait_for_load_state()
        self.page.wait_for_function(SETTLED)

    def _tab_to(self, target):
        """Tab on to the target, past the navigation where it lies in the content; its focus must be seen."""
        if target.evaluate(FOCUSED):
            return
        inside = target.evaluate("e => !!e.closest('main') && !document.activeElement.closest('main')")
        if inside:
            self._tab_until(self.page.get_by_role("link", name="Skip to the content"))
            self.page.keyboard.press("Enter")
        self._tab_until(target)

    def _tab_until(self, target):
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if target.evaluate(FOCUSED):
                break
        else:
            raise AssertionError(f"{target} is not reached by {MOST_TABS} tabs")
        assert target.evaluate(RING), f"the focus on {target} is not seen"
        expect(target).to_be_in_viewport()


def _is_page(request):
    """Whether a request is for a page, whole or in place; suggestions while typing are none."""
    return request.resource_type == "document" or "hx-boosted" in request.headers
