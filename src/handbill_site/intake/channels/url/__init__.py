"""Pages by their address: a link is kept as given, and its page is fetched later, through the guard."""
