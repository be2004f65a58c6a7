"""Where a person decides, in seconds."""
