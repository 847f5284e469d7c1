"""A naive client: whatever goes wrong the first time, it reports failure."""

import gateway

gateway.pay(tries=1, otherwise=lambda _: gateway.end(gateway.FAILED, "it did not work"))
