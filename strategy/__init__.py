"""What the organization is for: strategies, their objectives and themes, commitments."""
