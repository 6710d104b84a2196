from .provenance import Citation, Coverage, SeedLine, Source
from .revisions import Register, Revision

__all__ = ["Citation", "Coverage", "Register", "Revision", "SeedLine", "Source"]
