"""A naive client: it tries again after every answer but success, also when the card is declined."""

import gateway

gateway.pay(again=lambda answer: True)
