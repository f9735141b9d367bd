"""Social cards: what a shared link shows. Drawn by the worker after an update is published."""
