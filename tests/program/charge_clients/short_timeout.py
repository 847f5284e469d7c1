"""A naive client: it waits half a second for an answer, and takes none for a failure."""

import gateway


def _fails(lost):
    if isinstance(lost.__cause__, TimeoutError):
        gateway.end(gateway.FAILED, "there was no answer in time")


gateway.pay(timeout=0.5, lost=_fails)
