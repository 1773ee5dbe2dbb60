"""`python -m tests.app.process`: the app as a process of its own, with the test's subscriptions."""

import os

from api import app, schema
from api.access import graph as access
from api.kit import log, settings
from api.people import graph as people
from tests.app import ticks

if __name__ == "__main__":
    schema.graph_rooms = lambda: [people, access, ticks]
    log.set_up("info")
    app.serve(settings.load(os.environ))
