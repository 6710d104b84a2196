"""The forms of an answer: JSON, CSV, NDJSON and JSON-LD with its context and vocabulary."""
