"""Published counts beside the computed ones, and where sources disagree."""
