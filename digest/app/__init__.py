"""The story: settings, and the two pipes put in order."""
