"""One export format per file, each with two verbs: ``identify`` and ``parse`` (see docs/adding-a-format.md)."""
