"""Who may ask how much: the account of a client, and keys that raise its limit."""
