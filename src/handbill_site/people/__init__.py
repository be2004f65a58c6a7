"""Who may: editors and admins."""
