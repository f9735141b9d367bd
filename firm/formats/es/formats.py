"""Spanish as it is read in the United States: twelve hours, not twenty-four as Django's Spanish has it."""

TIME_FORMAT = "g:i a"
