"""What pages tell machines of the organization, in known vocabularies. The nodes of a kind stand in its own room."""
