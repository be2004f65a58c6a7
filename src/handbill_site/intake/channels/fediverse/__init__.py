"""The Fediverse: direct notes to an account on a Mastodon-compatible server."""
