#pragma once
#include <string>

namespace checkoutdiag::charge::clients {

/// A client in Python's standard library alone. Pays "order" once: retries connection failures and
/// 5xx, 409 and 429 twice, after 30 ms and 60 ms. Arguments: the URL, the CA file (empty: plain
/// HTTP), the order, and how it makes its key: "stored:FILE" (kept in a file, so that it outlives
/// the process), "fresh" (for each try), "none".
inline const std::string kPay = R"py(
import http.client, json, os, ssl, sys, time, urllib.parse, uuid

url, ca, order, how = sys.argv[1:5]
place = urllib.parse.urlsplit(url)

def key_of():
    if how == "none":
        return None
    if how == "fresh":
        return str(uuid.uuid4())
    file = how.split(":", 1)[1] + "-" + order
    if not os.path.exists(file):
        with open(file, "w") as out:
            out.write(str(uuid.uuid4()))
    return open(file).read()

def charge():
    if ca:
        context = ssl.create_default_context(cafile=ca)
        link = http.client.HTTPSConnection(place.hostname, place.port, timeout=10, context=context)
    else:
        link = http.client.HTTPConnection(place.hostname, place.port, timeout=10)
    headers = {"Content-Type": "application/json",
               "Authorization": "Bearer " + os.environ["CHECKOUTDIAG_KEY"]}
    key = key_of()
    if key:
        headers["Idempotency-Key"] = key
    body = {"amount": 1999, "currency": "eur", "source": "tok_visa", "metadata": {"order": order}}
    link.request("POST", "/v1/charges", json.dumps(body), headers)
    answer = link.getresponse()
    answer.read()
    return answer.status

for retry in range(3):
    if retry:
        time.sleep(0.03 * retry)
    try:
        status = charge()
    except (OSError, http.client.HTTPException) as why:
        print("try", retry, "failed:", repr(why))
        continue
    print("try", retry, "answered", status)
    if status < 300:
        sys.exit(0)
    if status < 500 and status not in (409, 429):
        break
sys.exit(1)
)py";

}  // namespace checkoutdiag::charge::clients
