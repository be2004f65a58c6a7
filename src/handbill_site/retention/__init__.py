"""Retention: what senders sent goes some days after the event; what is public stays."""
