"""What survives a restart: one database for several processes."""
