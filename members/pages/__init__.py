"""The pages about the membership: a file holds a page, or two of one subject, and what it computes for its template."""
