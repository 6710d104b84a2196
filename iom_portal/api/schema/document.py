"""The OpenAPI document as a whole."""

from functools import cache

from drf_spectacular.generators import SchemaGenerator


@cache
def openapi():
    """The OpenAPI document. It depends on the code alone, so a process writes it once."""
    return SchemaGenerator().get_schema(request=None, public=True)
