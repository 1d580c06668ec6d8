"""What a release is made of: the list of its parts, and whether any of them is known to be weak."""
