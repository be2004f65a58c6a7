"""The editors' pages. Thin: what is shown comes from queries and pages, what is done from operations."""
