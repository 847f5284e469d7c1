"""What many a program has: urllib3's own retries, with one key for the order."""

import json
import os
import sys
import uuid

import urllib3
from urllib3.util import Retry

ORDER = os.environ["CHECKOUTDIAG_ORDER"]

# allowed_methods=None: POST, too.
RETRIES = Retry(
    total=4, backoff_factor=0.3, status_forcelist=[502, 503, 504], allowed_methods=None
)


def main():
    """Charges, and reports what urllib3 said."""
    trust = {"ca_certs": os.environ["CHECKOUTDIAG_CA"]} if "CHECKOUTDIAG_CA" in os.environ else {}
    pool = urllib3.PoolManager(retries=RETRIES, timeout=10, **trust)
    try:
        answer = pool.request(
            "POST",
            os.environ["CHECKOUTDIAG_URL"] + "/v1/charges",
            body=json.dumps({"amount": 500, "currency": "eur", "reference": ORDER}),
            headers={
                "Authorization": "Bearer " + os.environ.get("CHECKOUTDIAG_KEY", ""),
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid.uuid5(uuid.NAMESPACE_URL, ORDER)),
            },
        )
    except urllib3.exceptions.HTTPError as error:
        print(error)
        return 1
    print(answer.status, answer.data)
    return 0 if answer.status < 300 and "id" in json.loads(answer.data) else 1


if __name__ == "__main__":
    sys.exit(main())
