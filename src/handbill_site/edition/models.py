"""Nothing is stored: the cursor is the number of the newest release; all can be made from nothing."""
