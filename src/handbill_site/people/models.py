"""Accounts of those who work at the desk. Readers and organisers have none."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What an account may do: an editor decides cases; an admin also keeps sources, calls and accounts."""

    EDITOR = "editor"
    ADMIN = "admin"


class User(AbstractUser):
    """An account. `username` signs the ledger, so it is never given to somebody else."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.EDITOR)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47 tag for the desk")
