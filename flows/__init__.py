"""Settings, the plain steps, the command line, and the Prefect flows."""

import os

# Read by Prefect and Great Expectations as they are imported, which only modules of this package bring about: nothing
# is reported to anyone unless the user says so, and the embedded server of a fresh machine has time to start.
for _name, _value in {
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}.items():
    os.environ.setdefault(_name, _value)
