"""X (Twitter): direct messages to an account, polled, and handed in by webhook where the plan has that."""
