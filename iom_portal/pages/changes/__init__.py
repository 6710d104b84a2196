"""The revisions of the register: their list, each one field by field, and their feed."""
