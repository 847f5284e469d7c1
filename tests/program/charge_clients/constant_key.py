"""A naive client: every order has the same key."""

import gateway

gateway.pay(key=lambda: "3a7c1f2e-6b1d-4c55-9f0e-8d2b7a4c6e10")
