"""digest sets the highlights in your clippings as a letter worth reading."""

__version__ = "0.1.0"
