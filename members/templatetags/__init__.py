"""Tags of the pages about the membership."""
