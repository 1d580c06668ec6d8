"""Deeds: the library's memory, in SQLite through SQLAlchemy Core."""
