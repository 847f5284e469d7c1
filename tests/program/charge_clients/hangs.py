"""A naive client: it has no time-out at all."""

import gateway

gateway.pay(timeout=None)
