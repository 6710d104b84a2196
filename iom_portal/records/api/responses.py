"""The answers of the API, with what is to be known of them beside what they say."""

from rest_framework.response import Response


class RegisterResponse(Response):
    """An answer of a view of the API, as the middleware of the API needs to know it.

    units: what it costs of a client's allowance, however small it is. unpacked_bytes: its size before it is compressed.
    is_of_one_revision: whether it was made at the present, of a list whose other pages must be of the same revision.
    """

    units = 1
    unpacked_bytes = 0
    is_of_one_revision = False
