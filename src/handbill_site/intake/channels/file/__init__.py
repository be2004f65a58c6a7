"""Files from a disk: mails, pages, texts and calendar files, by the command `manage.py intake`."""
