"""Sealing: what senders sent lies encrypted in files and columns, with keys that are in neither."""
