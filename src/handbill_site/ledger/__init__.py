"""What happened: append-only numbered entries."""
