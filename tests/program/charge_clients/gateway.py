"""What the clients of this folder share: one request to the gateway that CHECKOUTDIAG_URL names,
and a loop of retries that is right, of which each naive client spoils one part."""

import http.client
import json
import os
import random
import socket
import ssl
import sys
import time
import urllib.parse
import uuid
from dataclasses import dataclass

URL = urllib.parse.urlsplit(os.environ["CHECKOUTDIAG_URL"])
CA = os.environ.get("CHECKOUTDIAG_CA")
API_KEY = os.environ.get("CHECKOUTDIAG_KEY", "")
KEY_HEADER = os.environ.get("CHARGE_KEY_HEADER", "Idempotency-Key")
ORDER = os.environ["CHECKOUTDIAG_ORDER"]

CHARGE = {"amount": 500, "currency": "eur", "reference": ORDER}
PAID, FAILED, IN_DOUBT = 0, 1, 75  # exit statuses; the last is EX_TEMPFAIL of sysexits.h

TIMEOUT = float(os.environ.get("CHARGE_TIMEOUT", "15"))  # s for one request
_SETTLING = 2  # s in which a charge that is being executed shows itself
_LONGEST = 26  # s for all of them: the drill's patience ends at 30
_BEGAN = time.monotonic()
_CONNECTING = (OSError, http.client.HTTPException)


class Lost(Exception):
    """No whole answer came: whether the charge was made is not known."""


@dataclass(frozen=True)
class Answer:
    """A whole one."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def ok(self):
        """Whether it was done."""
        return 200 <= self.status < 300

    @property
    def may_heal(self):
        """Whether the same request may get another answer later."""
        return self.status >= 500 or self.status in (408, 409, 423, 425, 429)

    @property
    def stored(self):
        """Whether it repeats an error, which no retry heals."""
        return self.status >= 500 and self.headers.get("Idempotent-Replayed") == "true"

    @property
    def wait(self):
        """The seconds that it asks to wait."""
        asked = self.headers.get("Retry-After", "")
        return int(asked) if asked.isdigit() else 0

    def json(self):
        """Its body."""
        return json.loads(self.body)


def left():
    """The seconds until nobody waits for this client any more."""
    return _LONGEST - (time.monotonic() - _BEGAN)


def send(method, path, body=None, key=None, timeout=TIMEOUT):
    """The answer to one request on a connection of its own; raises Lost. A time-out of None waits
    for ever."""
    end = None if timeout is None else time.monotonic() + timeout
    headers = {"Authorization": f"Bearer {API_KEY}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if key is not None:
        headers[KEY_HEADER] = key
    connection = _connection(timeout)
    try:
        connection.request(method, path, body and json.dumps(body).encode(), headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, _body(connection, response, end))
    except _CONNECTING as error:
        raise Lost(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()


def _connection(timeout):
    if URL.scheme == "http":
        return http.client.HTTPConnection(URL.hostname, URL.port, timeout=timeout)
    context = ssl.create_default_context(cafile=CA)
    return http.client.HTTPSConnection(URL.hostname, URL.port, timeout=timeout, context=context)


def _body(connection, response, end):
    """All of it within the time: a time-out of the socket alone begins anew with each piece."""
    whole = b""
    while not response.isclosed():
        if end is not None and connection.sock:
            left_now = end - time.monotonic()
            if left_now <= 0:
                raise socket.timeout("the body did not come in time")
            connection.sock.settimeout(left_now)
        piece = response.read1(65536)
        if not piece:
            break
        whole += piece
    if response.length:
        raise http.client.IncompleteRead(whole, response.length)
    return whole


def charge(key, timeout=TIMEOUT):
    """The answer to the charge of this order; raises Lost."""
    return send("POST", "/v1/charges", CHARGE, key, timeout)


def is_charged():
    """Whether the gateway knows a charge of this order; raises Lost."""
    query = urllib.parse.urlencode({"reference": ORDER})
    answer = send("GET", f"/v1/charges?{query}", timeout=5)
    if not answer.ok:
        raise Lost(f"the look-up was answered with {answer.status}")
    return any(each["reference"] == ORDER for each in answer.json()["data"])


def backoff(retry, answer):
    """Half a second, doubled with each retry, up to 4 s, a part of it by chance; and no less than
    the answer asks for."""
    wait = min(0.5 * 2 ** (retry - 1), 4) * random.uniform(0.5, 1)
    return max(wait, answer.wait if answer else 0)


def key_of_order():
    """Always the same one for an order, whatever happens to this process."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://shop.test/orders/{ORDER}"))


def end(status, why):
    """Reports, and ends."""
    print({PAID: "paid", FAILED: "failed"}.get(status, "in doubt") + f": {why}")
    sys.exit(status)


def _look_up(answer):
    at_work = answer is None or answer.status in (409, 423)
    try:
        if is_charged():
            end(PAID, "the gateway has the charge")
        if at_work:
            time.sleep(max(0, min(_SETTLING, left())))
            if is_charged():
                end(PAID, "the gateway has the charge")
    except Lost as error:
        end(IN_DOUBT, error)
    end(FAILED, "the gateway has no charge")


def _may_heal(answer):
    return answer.may_heal and not answer.stored


def pay(
    key=key_of_order,
    tries=5,
    wait=backoff,
    again=_may_heal,
    timeout=TIMEOUT,
    lost=lambda error: None,
    otherwise=_look_up,
):
    """Charges, with retries, and reports. Each argument is a part that a naive client spoils: the
    key of a try, how many tries there are, the wait before the n-th retry, which answers are tried
    again, the time-out of a try, what a lost answer means, and what is said when no try ended in
    an answer that counts."""
    answer = None
    for number in range(tries):
        if number > 0:
            pause = wait(number, answer)
            if pause >= left():
                break
            time.sleep(pause)
        try:
            answer = charge(key(), timeout and min(timeout, left()))
        except Lost as error:
            print(f"try {number + 1}: {error}")
            lost(error)
            answer = None
            continue
        print(f"try {number + 1}: {answer.status}")
        if answer.ok:
            end(PAID, "the gateway said so")
        if not again(answer):
            break
    if answer and not answer.may_heal:
        end(FAILED, f"it was refused with {answer.status}")
    otherwise(answer)
