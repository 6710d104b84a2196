"""Pages about the reference itself: how it is made, its seed, and its design at work."""
