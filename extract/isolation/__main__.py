"""`python -m extract.isolation DESCRIPTOR EMPLOYER` is a worker: the socket it talks over, and the process it works for."""

import sys
from multiprocessing.connection import Connection

from extract.isolation.keeper import keep

keep(Connection(int(sys.argv[1])), int(sys.argv[2]))
