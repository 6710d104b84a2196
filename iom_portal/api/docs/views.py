"""The pages that explain the API to people: the reference, Getting started, and the console."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views import View

from iom_portal.records.models import Register
from iom_portal.records.web.allowance import policies

from ..problems import PROBLEMS
from ..schema.document import openapi
from . import getting_started
from .reference import reference


class DocumentationView(View):
    """A page of the docs, which has to do with no day of the register."""

    http_method_names = ["get", "head", "options"]
    template_name: str

    def page(self, request: HttpRequest, title: str, description: str, **context: Any) -> HttpResponse:
        """Return the page with a title and a description."""
        shared: dict[str, Any] = {
            "view": self,
            "clock": None,
            "asked": {},
            "page_title": title,
            "page_description": description,
        }
        return render(request, self.template_name, {**shared, **context})


class DocsView(DocumentationView):
    """The reference of the API for people, written from the schema; it works without JavaScript."""

    template_name = "api/docs.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(
            request,
            "Data and API",
            "A read-only REST API to the unofficial IOM register: every fact with its dates and sources, on any day.",
            sections=reference(openapi()),
            problems=PROBLEMS,
            policies=policies(settings.API_RATE),
        )


class ResourceDocsView(DocumentationView):
    """One resource of the API: its addresses, with their parameters and fields."""

    template_name = "api/resource.html"

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        sections = {section.name: section for section in reference(openapi())}
        if name not in sections:
            raise Http404("There is no such resource.")
        description = f"{capfirst(name)} in the API of the unofficial IOM register: addresses, parameters and fields."
        return self.page(request, f"API: {name}", description, section=sections[name])


class StartView(DocumentationView):
    """Five questions of people who never saw the API, each with programs that ask it and the register's answer."""

    template_name = "api/start.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        site = _site(request)
        stamp = Register.objects.stamp()
        answers = getting_started.answers(stamp) if stamp else {}
        questions = [
            (question, answers.get(question.name), getting_started.programs(question, site))
            for question in getting_started.QUESTIONS
        ]
        return self.page(
            request,
            "Getting started with the API",
            "Five real questions to the API of the unofficial IOM register, each asked in curl, Python, R and "
            "JavaScript, with the answer.",
            site=site,
            questions=questions,
            stamp=stamp,
        )


class ClientView(View):
    """The client in Python as a file, with the address of this site in its example."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        text = getting_started.client(_site(request))
        return HttpResponse(text, content_type="text/x-python; charset=utf-8")


class ConsoleView(View):
    """Swagger UI, to try requests in the browser. Its script and style are local."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "api/console.html")


def _site(request: HttpRequest) -> str:
    """Return the address of this site, without a “/” at its end."""
    return request.build_absolute_uri("/").rstrip("/")
