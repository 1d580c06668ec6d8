"""Decisions: pure functions of facts and the time. Nothing here reads or writes."""
