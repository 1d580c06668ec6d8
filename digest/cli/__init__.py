"""The door: commands, exit statuses and sentences for people."""
