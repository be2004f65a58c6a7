"""Telegram: a bot that people write to, by long polling; no public address is needed."""
