"""The membership: States, their spells as members and observers, former names, and the counts that sources printed."""
