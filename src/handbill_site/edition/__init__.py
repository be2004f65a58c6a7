"""What the world sees: pages and feeds as files, following the ledger by a cursor."""
