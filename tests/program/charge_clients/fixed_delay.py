"""A naive client: it waits the same 600 ms before every retry."""

import gateway


def _wait(_, answer):
    return max(0.6, answer.wait if answer else 0)


gateway.pay(wait=_wait)
