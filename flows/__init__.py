"""Settings, the plain steps, the command line, and the Prefect flows."""
