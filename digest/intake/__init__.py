"""Deeds: the folder comes in. Bytes become text, text becomes clippings."""
