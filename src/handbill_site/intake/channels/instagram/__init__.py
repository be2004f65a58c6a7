"""Instagram: direct messages to a professional account, handed in by Meta's webhook."""
