"""The API as its clients read it."""

from rest_framework.test import APIClient

API = "/api/v1/"


class Api:
    """Reads the API as a client does: `api("states/AUS/", as_of="1985-05-23")` is the object, or the list's page."""

    def __init__(self, client=None):
        self.client = client or APIClient()

    def ask(self, path, **parameters):
        return self.client.get(API + path, parameters)

    def __call__(self, path, **parameters):
        answer = self.ask(path, **parameters)
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "application/json"
        return answer.json()

    def ids(self, path, **parameters):
        return [row["id"] for row in self(path, page_size="1000", **parameters)["results"]]

    def problem(self, status, path, /, **parameters):
        """The problem document with which the API must refuse."""
        answer = self.ask(path, **parameters)
        assert answer.status_code == status, answer.content
        assert answer["Content-Type"] == "application/problem+json"
        return answer.json()
