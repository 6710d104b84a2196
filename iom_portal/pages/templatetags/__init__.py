"""Tags of the frame of pages: the head, the menu, what is cited."""
