"""Decisions: pure functions of facts, the time and a random source. Nothing here reads or writes."""
