"""The organization on two days, or the register at two moments, and what differs."""
