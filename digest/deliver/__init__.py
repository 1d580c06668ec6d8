"""Deeds: the letter goes out, into the outbox."""
