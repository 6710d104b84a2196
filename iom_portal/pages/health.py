"""Whether the service is well, for whoever watches it."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from iom_portal.records.models import Register


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer with 200 where the database answers and has its tables, else with 503."""
    try:
        Register.objects.exists()
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
