"""What the editors' room has beside Wagtail's own: stories, rulings, what is due, the calendar."""
