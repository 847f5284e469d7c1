"""A naive client: it keeps its key over its retries, and only in memory."""

import uuid

import gateway

_KEY = str(uuid.uuid4())

gateway.pay(key=lambda: _KEY)
