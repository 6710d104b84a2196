"""The pages about the organization: a file holds those of one subject, and what they compute for their templates."""
