"""What the listing holds true: calls, events, who calls them, where."""
