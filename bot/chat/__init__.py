"""Where people meet a digest."""
