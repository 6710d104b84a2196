"""The pages that explain the API to people: the reference, Getting started, and the console."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views import View

from iom_portal.records.models import Register
from iom_portal.records.web.allowance import policies

from ..problems import PROBLEMS
from ..schema.document import openapi
from . import getting_started
from .reference import reference


class DocsView(View):
    """The reference of the API for people, written from the schema; it works without JavaScript."""

    http_method_names = ["get", "head", "options"]
    template_name = "api/docs.html"

    def get(self, request, **kwargs):
        context = {"view": self, "clock": None, "asked": {}, **self.get_context_data(reference(openapi()), **kwargs)}
        return render(request, self.template_name, context)

    def get_context_data(self, sections):
        return {
            "sections": sections,
            "problems": PROBLEMS,
            "policies": policies(settings.API_RATE),
            "page_title": "Data and API",
            "page_description": (
                "A read-only REST API to the unofficial IOM register: every fact with its dates and sources, "
                "on any day."
            ),
        }


class StartView(View):
    """Five questions of people who never saw the API, each with programs that ask it and the register's answer."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        site = request.build_absolute_uri("/").rstrip("/")
        register = Register.objects.first()
        answers = (
            getting_started.answers((register.uuid, register.last_revision, register.last_made_at)) if register else {}
        )
        questions = [
            (question, answers.get(question.name), getting_started.programs(question, site))
            for question in getting_started.QUESTIONS
        ]
        context = {
            "view": self,
            "clock": None,
            "asked": {},
            "site": site,
            "questions": questions,
            "register": register,
            "page_title": "Getting started with the API",
            "page_description": (
                "Five real questions to the API of the unofficial IOM register, each asked in curl, Python, R and "
                "JavaScript, with the answer."
            ),
        }
        return render(request, "api/start.html", context)


class ClientView(View):
    """The client in Python as a file, with the address of this site in its example."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        text = getting_started.client(request.build_absolute_uri("/").rstrip("/"))
        return HttpResponse(text, content_type="text/x-python; charset=utf-8")


class ResourceDocsView(DocsView):
    """One resource of the API: its addresses, with their parameters and fields."""

    template_name = "api/resource.html"

    def get_context_data(self, sections, name):
        for section in sections:
            if section.name == name:
                description = (
                    f"{capfirst(name)} in the API of the unofficial IOM register: addresses, parameters and fields."
                )
                return {"section": section, "page_title": f"API: {name}", "page_description": description}
        raise Http404("There is no such resource.")


class ConsoleView(View):
    """Swagger UI, to try requests in the browser. Its script and style are local."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        return render(request, "api/console.html")
