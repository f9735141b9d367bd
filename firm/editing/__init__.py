"""What helps an editor before a page is public: checks that stop, hints that do not, previews to share."""
