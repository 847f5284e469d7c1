"""A naive client: it waits as long as it likes, not as long as it is asked to."""

import gateway

gateway.pay(wait=lambda retry, _: gateway.backoff(retry, None))
