"""The kernel: dated, cited records with two clocks, whatever they are records of. It knows no kind by its name.

Its rooms stand on floors, and one imports only from floors below its own: see docs/architecture.md.
"""
