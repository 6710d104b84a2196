"""The OpenAPI document as a whole."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@cache
def openapi() -> dict[str, Any]:
    """Return the OpenAPI document. It depends on the code alone, so a process writes it once."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document
