"""A naive client: it sends the charge, and reports success whatever comes back."""

import gateway

try:
    print(gateway.charge(gateway.key_of_order()).status)
except gateway.Lost as lost:
    print(lost)
gateway.end(gateway.PAID, "it was sent")
