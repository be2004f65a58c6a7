"""Mails (RFC 5322, RFC 2045): the part that a person reads, without what its writer did not write."""

from handbill.formats.mime.mail import set_mail

__all__ = ["set_mail"]
