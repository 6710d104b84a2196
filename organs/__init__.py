"""The organization itself: its names, organs, posts and those who held them, sessions, events and instruments."""
