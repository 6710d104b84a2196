"""A browser without a screen for the admin: it reads the forms of a page and submits them as they stand.

page = Desk(client).open("/admin/members/state/ERE/change/")
page.form["name_en"] = "Erewhon"
page = page.submit()
"""

from functools import cached_property
from html.parser import HTMLParser

UNCHECKED = ("checkbox", "radio")
BUTTONS = ("submit", "button", "image", "reset")


class _Page(HTMLParser):
    """The POST form of a page as {name: value or [values]}, and the words of the page."""

    def __init__(self, html):
        super().__init__()
        self.form, self.words, self.links = {}, [], []
        self.errors, self.messages = [], []
        self._in_form = self._select = self._textarea = None
        self._list = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "a":
            self.links.append(found.get("href", ""))
        if tag == "ul":
            self._list.append(found.get("class", ""))
        if tag == "form" and found.get("method") == "post" and found.get("id") != "logout-form":
            self._in_form = True
        if not self._in_form or "disabled" in found:
            return
        if tag == "input" and found.get("name") and found.get("type") not in BUTTONS:
            if found.get("type") not in UNCHECKED or "checked" in found:
                self.form[found["name"]] = found.get("value", "on" if found.get("type") in UNCHECKED else "")
        elif tag == "select":
            self._select = found.get("name")
            self.form.setdefault(self._select, "")
        elif tag == "option" and self._select and "selected" in found:
            self.form[self._select] = found.get("value", "")
        elif tag == "textarea":
            self._textarea = found.get("name")
            self.form[self._textarea] = ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._in_form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea:
            # HTML drops the first line end of a textarea; browsers send every other one as CR LF
            text = self.form[self._textarea].removeprefix("\n")
            self.form[self._textarea] = text.replace("\n", "\r\n")
            self._textarea = None
        elif tag == "ul" and self._list:
            self._list.pop()

    def handle_data(self, data):
        if self._textarea:
            self.form[self._textarea] += data
        elif data.strip():
            self.words.append(data.strip())
            if self._list and "errorlist" in self._list[-1]:
                self.errors.append(data.strip())
            if self._list and self._list[-1] == "messagelist":
                self.messages.append(data.strip())


class Page:
    """An answered page: `form` holds what its form would submit, `errors` and `messages` what it says.

    It is read when any of these is first asked for: of many pages, only whether they answer.
    """

    def __init__(self, client, response):
        self.client, self.response = client, response
        self.address = response.request["PATH_INFO"]
        if query := response.request.get("QUERY_STRING"):
            self.address += f"?{query}"

    @cached_property
    def _read(self):
        return _Page(self.response.content.decode())

    @property
    def form(self):
        return self._read.form

    @property
    def errors(self):
        return self._read.errors

    @property
    def messages(self):
        return self._read.messages

    @property
    def links(self):
        return self._read.links

    @property
    def text(self):
        return " ".join(self._read.words)

    @property
    def status(self):
        return self.response.status_code

    def submit(self, **values):
        """Send the form, with `values` over it, and follow to the page that answers."""
        return Page(self.client, self.client.post(self.address, {**self.form, **values}, follow=True))

    def row(self, prefix, number, **values):
        """Fill in a row of an inline. A new one is made as a browser makes it: from the empty row of the page."""
        total = int(self.form[f"{prefix}-TOTAL_FORMS"])
        for new in range(total, number + 1):
            empty = {name: value for name, value in self.form.items() if name.startswith(f"{prefix}-__prefix__-")}
            self.form.update({name.replace("__prefix__", str(new)): value for name, value in empty.items()})
        self.form[f"{prefix}-TOTAL_FORMS"] = str(max(total, number + 1))
        for name, value in values.items():
            self.form[f"{prefix}-{number}-{name}"] = value
        return self

    def holding(self):
        """Say of every citation on the page that its source gives what is changed too."""
        for name in self.form:
            if name.endswith("-answer") and self.form.get(name.replace("-answer", "-id")):
                self.form[name] = "holds"
        return self


class Desk:
    """Where an editor sits: opens pages of the admin, signed in."""

    def __init__(self, client, user):
        client.force_login(user)
        self.client = client

    def open(self, address, **query):
        return Page(self.client, self.client.get(address, query, follow=True))
