"""Middleware of the pages."""

from .errors import database_trouble, is_database_trouble


class DatabaseTroubleMiddleware:
    """Turns a database that is locked, missing, unreachable or without its tables into a clear 503."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return database_trouble(request, exception) if is_database_trouble(exception) else None
