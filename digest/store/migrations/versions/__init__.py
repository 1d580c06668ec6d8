"""One module a migration: ``v<schema>_<what it is about>``."""
