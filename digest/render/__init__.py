"""Deeds: an edition becomes a letter and pages of the archive."""
