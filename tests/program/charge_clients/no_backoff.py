"""A naive client: it tries again at once."""

import gateway

gateway.pay(tries=4, wait=lambda retry, answer: answer.wait if answer else 0)
