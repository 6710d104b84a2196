"""The outlines of the States on the map, and what makes them: see make_outlines.py."""
