"""Citing a page or an object of the API: which facts it states, their digest, the formats of a citation."""
