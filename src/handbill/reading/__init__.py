"""Reading: an announcement to drafts with evidence."""
