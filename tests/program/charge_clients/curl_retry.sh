#!/bin/sh
# What many a runbook has: curl's own retries, with a key that belongs to the order.
set -u
key=shop-$(printf %s "$CHECKOUTDIAG_ORDER" | sha256sum | cut -c1-32)
# Not -o /dev/null: curl 7.88 fails to truncate it before a retry, and gives up.
answer=$(curl -sS --retry 4 --retry-all-errors --max-time 10 --retry-max-time 25 \
  ${CHECKOUTDIAG_CA:+--cacert "$CHECKOUTDIAG_CA"} \
  -H "Authorization: Bearer ${CHECKOUTDIAG_KEY:-}" -H "Idempotency-Key: $key" \
  -d amount=500 -d currency=eur --data-urlencode "reference=$CHECKOUTDIAG_ORDER" \
  -w '\n%{http_code}' "$CHECKOUTDIAG_URL/v1/charges")
code=$?
status=$(printf '%s\n' "$answer" | tail -n 1)
echo "curl ended with $code, and the last answer was $status"
[ "$code" -eq 0 ] || exit 1
case $status in 2??) exit 0 ;; *) exit 1 ;; esac
