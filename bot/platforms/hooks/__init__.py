"""Webhooks out: what happens at the desk is posted, signed, to programs that the operator named."""
