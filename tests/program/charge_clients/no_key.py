"""A naive client: it sends no key, and retries."""

import gateway

gateway.pay(key=lambda: None)
