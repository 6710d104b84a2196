"""What every answer under /api/ carries, whether or not it reached a view of the API."""

from .errors import MEDIA_TYPE, problem_page

READABLE = "Register-As-Of, Register-Recorded, Register-Verified-To, Register-Notice, Register-Status, Retry-After"


class ApiMiddleware:
    """Marks the answers as unofficial, lets scripts of other sites read them, and turns stray error pages into
    problem documents: those that a middleware, the resolver or debug mode would write in HTML."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path_info.startswith("/api/"):
            return response
        if response.status_code >= 400 and response.get("Content-Type") != MEDIA_TYPE:
            response = problem_page(request, response.status_code)
        response["Register-Status"] = "unofficial"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = READABLE
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "Accept"
            response["Access-Control-Max-Age"] = "86400"
        return response
