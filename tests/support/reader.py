"""A visitor of the real register as it was loaded, who asks for each address once in a run."""

import json
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from iom_portal.records.models import Register


class Answer(HttpResponse):
    """What is kept of an answer: status, headers and body, without the context that the page was made of."""

    def json(self):
        return json.loads(self.content)


class Reader(Client):
    """A client whose `get` keeps its answers, for tests that only read; `client` is for those that change something.

    Most checks of pages and of the API ask for the same addresses. An answer holds as long as the register is as it
    was loaded; a test that has revised it is told so.
    """

    def __init__(self, loaded):
        super().__init__()
        self.loaded, self.answers = loaded, {}

    def get(self, path, data=None, **how):
        assert Register.objects.get().last_revision == self.loaded, "The register was revised: ask with `client`."
        key = (path, urlencode(data or {}, doseq=True), repr(sorted(how.items())))
        if key not in self.answers:
            found = super().get(path, data, **how)
            self.answers[key] = Answer(found.getvalue(), status=found.status_code, headers=found.headers)
        return self.answers[key]
