"""Moving in from WordPress: reading its export, cleaning what it holds, writing pages, saying what was left."""
