"""The page that cites an address, and verifies what was cited."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from iom_portal.records.history.digests import BadDigest
from iom_portal.records.web.views import RegisterPage, bad_request

from .citation import Cited, cite, verify
from .formats import FORMATS
from .stated import CannotCite


class Cite(RegisterPage):
    """The citation of an address in four formats, and whether the register reproduces a digest cited with it."""

    template_name = "pages/cite.html"
    description = (
        "Cite any page of this reference on IOM with both clocks, its permanent address and a digest of its facts, "
        "or verify such a citation."
    )
    undated = True
    indexed = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = {name: request.GET.get(name, "").strip() for name in ("address", "digest", "format")}
        address, claimed, format_name = self.asked["address"], self.asked["digest"], self.asked["format"]
        if not address:
            return self.render_to_response(self.get_context_data())
        try:
            verdict = verify(address, claimed) if claimed else None
            citation = verdict.cited if verdict else cite(address)
        except CannotCite as error:
            return bad_request(request, [("address", str(error), ())], clock=self.clock)
        except BadDigest as error:
            return bad_request(request, [("digest", str(error), ())], clock=self.clock)
        if verdict:
            return self.render_to_response(self.get_context_data(verdict=verdict, found=citation))
        if not format_name:
            return self.render_to_response(self.get_context_data(found=citation))
        if format_name not in FORMATS:
            trouble = ("format", "There is no such format of a citation.", list(FORMATS))
            return bad_request(request, [trouble], clock=self.clock)
        return _as_file(citation, format_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        citation = kwargs.setdefault("found", None)
        texts = {name: form.write(citation) for name, form in FORMATS.items()} if citation else {}
        return super().get_context_data(formats=texts, address=self.asked["address"], **kwargs)

    def get_title(self, context: dict[str, Any]) -> str:
        citation = context["found"]
        return f"Cite: {citation.title}" if citation else "Cite"


def _as_file(citation: Cited, format_name: str) -> HttpResponse:
    """Return a citation as a file to save."""
    form = FORMATS[format_name]
    response = HttpResponse(form.write(citation), content_type=form.media_type)
    name = f"iom-reference-{citation.digest[3:11]}.{form.extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
