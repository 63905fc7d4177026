"""Child processes for work on hostile input: what it costs there, it does not cost the bot."""
