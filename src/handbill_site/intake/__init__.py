"""What came in, kept before anything is said back, and what was read in it."""
