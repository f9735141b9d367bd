"""`/desk/settings/`: what administrators keep: numbers and hours, people and roles, duty, the record."""
