"""The history of the organization, drawn on lanes and listed."""
