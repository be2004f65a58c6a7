"""E-mail: a receiver behind a mail server (LMTP, SMTP), a poller of a mailbox (IMAP), answers by SMTP."""
