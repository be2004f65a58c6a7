"""The public form "Not listed? Tell us": fields, a pasted text or a link; no script, no cookie."""
