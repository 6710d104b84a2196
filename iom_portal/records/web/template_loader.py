"""Templates without their indentation, which is for those who read the source: long lists would be twice as long."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader

INDENTATION = re.compile(r"\n[ \t]+")
KEPT_IN = ("<pre", "<textarea")  # where spaces at the start of a line are seen


class UnindentedLoader(Loader):
    """Loads the project's templates from their directory, each line from its first character on.

    A template in which indentation is seen stays as it is. Lines keep their numbers, so errors name the right one.
    """

    def get_contents(self, origin: Origin) -> str:
        """Return the source of a template without the indentation of its lines."""
        source = super().get_contents(origin)
        if any(tag in source for tag in KEPT_IN):
            return source
        return INDENTATION.sub("\n", source)
