"""Whether the service is well, for whoever watches it."""

from django.db import DatabaseError
from django.http import HttpResponse

from iom_portal.records.models import Register


def healthz(request):
    """Whether the database answers and has its tables, for whoever watches the service."""
    try:
        Register.objects.exists()
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
