"""A naive client: each try has a new key."""

import uuid

import gateway

gateway.pay(key=lambda: str(uuid.uuid4()))
