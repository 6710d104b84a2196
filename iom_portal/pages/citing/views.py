"""The page that cites an address, and verifies what was cited."""

from django.http import HttpResponse

from iom_portal.records.history.digests import BadDigest
from iom_portal.records.web.views import RegisterPage, bad_request

from . import citation as citing


class Cite(RegisterPage):
    """The citation of an address in four formats, and whether the register reproduces a digest cited with it."""

    template_name = "pages/cite.html"
    description = (
        "Cite any page of this reference on IOM with both clocks, its permanent address and a digest of its facts, "
        "or verify such a citation."
    )
    undated = True
    indexed = False

    def get(self, request, *args, **kwargs):
        self.asked = {name: request.GET.get(name, "").strip() for name in ("address", "digest", "format")}
        if not self.asked["address"]:
            return self.render_to_response(self.get_context_data())
        try:
            if self.asked["digest"]:
                verdict = citing.verify(self.asked["address"], self.asked["digest"])
                return self.render_to_response(self.get_context_data(verdict=verdict, found=verdict.cited))
            found = citing.cited(self.asked["address"])
        except citing.CannotCite as error:
            return bad_request(request, [("address", str(error), ())], clock=self.clock)
        except BadDigest as error:
            return bad_request(request, [("digest", str(error), ())], clock=self.clock)
        if not self.asked["format"]:
            return self.render_to_response(self.get_context_data(found=found))
        if self.asked["format"] not in citing.FORMATS:
            trouble = "There is no such format of a citation."
            return bad_request(request, [("format", trouble, list(citing.FORMATS))], clock=self.clock)
        media_type, extension, write = citing.FORMATS[self.asked["format"]]
        response = HttpResponse(write(found), content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="iom-reference-{found.digest[3:11]}.{extension}"'
        return response

    def get_context_data(self, found=None, **kwargs):
        formats = {name: write(found) for name, (_, _, write) in citing.FORMATS.items()} if found else {}
        return super().get_context_data(found=found, formats=formats, address=self.asked["address"], **kwargs)

    def get_title(self, context: dict) -> str:
        found = context["found"]
        return f"Cite: {found.title}" if found else "Cite"
