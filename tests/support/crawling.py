"""A walk over the links of the site: every address that a page leads to, asked for as a reader's browser would."""

import random
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve

SITE = "http://127.0.0.1:8000"
LINKS = ("href", "src", "action", "data-hx-get", "hx-get")
APART = ("/static/", "/admin/")  # files of their own, and pages for those signed in


class _Page(HTMLParser):
    """The links and the ids of a page."""

    def __init__(self, html):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.links += [values[name] for name in LINKS if values.get(name)]
        if values.get("id"):
            self.ids.add(values["id"])


class Crawl:
    """Follows links from an address. Links to another day than the one begun on are noted in `other_days`.

    most: how many addresses of one shape (the same view, the same parameters) are asked for; None: all. Chance decides
    which
    (`seed` makes the choice again). `troubles` are lines: what was found where, and which page leads there.
    """

    def __init__(self, client, seed, most=None):
        self.client, self.chance, self.most = client, random.Random(seed), most
        self.asked, self.troubles, self.other_days = {}, [], []
        self._shapes, self._ids, self._fragments = Counter(), {}, []

    def walk(self, start, day=None):
        waiting = deque([(start, "the test")])
        self.asked[start] = "the test"
        while waiting:
            address, found_on = waiting.popleft()
            page = self._ask(address, found_on)
            if page is None:
                continue
            links = [link for link in map(self._own, (urljoin(SITE + address, each) for each in page.links)) if link]
            self.chance.shuffle(links)
            for link, fragment, days in links:
                if days not in ([], [day]):
                    self.other_days.append((link, address))
                    continue
                if fragment:
                    self._fragments.append((link, fragment, address))
                if link not in self.asked and self._is_wanted(link):
                    self.asked[link] = address
                    waiting.append((link, address))
        self.troubles += [
            f"{link} has no #{fragment} (a link of {on})"
            for link, fragment, on in dict.fromkeys(self._fragments)
            if link in self._ids and fragment not in self._ids[link]
        ]
        return self

    def _ask(self, address, found_on):
        """The page at an address; None where it is none, or is not there."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            self.troubles.append(f"{answer.status_code} {address} (a link of {found_on})")
            return None
        body = answer.getvalue()
        if "text/html" not in answer.get("Content-Type", ""):
            return None
        page = _Page(body.decode())
        self._ids[address] = page.ids
        return page

    @staticmethod
    def _own(link):
        """(address, fragment, the days it asks for) of a link to a page or file of the site; None for any other."""
        parts = urlsplit(link)
        if f"{parts.scheme}://{parts.netloc}" != SITE or parts.path.startswith(APART):
            return None
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return address, parts.fragment, parse_qs(parts.query).get("as_of", [])

    def _is_wanted(self, address):
        if self.most is None:
            return True
        parts = urlsplit(address)
        try:
            view = resolve(parts.path).view_name
        except Resolver404:
            view = parts.path
        shape = view, *sorted(parse_qs(parts.query))
        self._shapes[shape] += 1
        return self._shapes[shape] <= self.most
