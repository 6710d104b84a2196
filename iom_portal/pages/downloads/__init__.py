"""The whole register as files: one SQLite file, CSV in a Frictionless data package, one JSON document.

editions.py says of which register, revision and day a set of files is, and what each file says of itself; sqlite.py,
package.py and document.py write them; building.py makes a set once and keeps it within bounds; serving.py sends a file,
or a part of it. All three are made from the snapshot of a revision, so that they hold the same.
"""
