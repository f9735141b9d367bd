"""Translations of an update: what changed in the original since, and who compared them when."""
