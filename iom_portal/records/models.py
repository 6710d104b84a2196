from .catalogue import Card
from .provenance import Citation, Coverage, SeedLine, Source
from .revisions import Register, Revision

__all__ = ["Card", "Citation", "Coverage", "Register", "Revision", "SeedLine", "Source"]
