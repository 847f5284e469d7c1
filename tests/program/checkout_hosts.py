"""The hosts of a shop and of what it calls, each as a handler of http.server whose server has the
shop."""

import base64
import contextlib
import http.client
import http.server
import json
import string
import time
import urllib.parse
import uuid

# Seconds before the gateway answers a card.
_DELAYS = {"slow": 2.5, "aborted": 1.5, "sync_xhr": 0.3}
_CHALLENGED = ("challenge", "challenge_not_mounted", "csp_frame")
_TYPES = {"html": "text/html; charset=utf-8", "js": "text/javascript", "css": "text/css"}

_POSTS = """<!doctype html><title>3-D Secure</title>
<form method="post" action="$url">$fields</form>
<script>setTimeout(() => document.forms[0].submit(), $wait);</script>"""
_TELLS = """<!doctype html><title>3-D Secure</title>
<script>parent.postMessage({step: '$step'}, location.origin);</script>"""


def _encoded(message):
    text = json.dumps(message, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _decoded(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _posting(url, wait, **fields):
    """A page that posts these by itself."""
    inputs = "".join(f'<input type="hidden" name="{n}" value="{v}">' for n, v in fields.items())
    return string.Template(_POSTS).substitute(url=url, fields=inputs, wait=wait)


class _Handler(http.server.BaseHTTPRequestHandler):
    """What the roles share: `routes` has a method for each "METHOD /path"."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    routes = {}

    def handle(self):
        """A browser that goes away is no error."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def respond(self):
        """Answers any request."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.shop = self.server.shop
        self.shop.seen.append((self.server.role, self.command, self.path))
        route = self.routes.get(f"{self.command} {self.path.partition('?')[0]}")
        if route:
            route(self)
        else:
            self.other()

    do_GET = do_POST = do_OPTIONS = respond

    def other(self):
        """What is not in `routes`."""
        self.answer(404, "not found", "text/plain")

    def answer(self, status, body, kind="application/json", headers=()):
        """Sends text, or anything else as JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        for name, value in (("Content-Type", kind), *headers):
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def file(self, headers=()):
        """Sends one of the files."""
        name = {"/checkout": "/shop.html"}.get(self.path, self.path).rpartition("/")[2]
        self.answer(200, self.shop.file(name), _TYPES[name.rpartition(".")[2]], headers)

    def page(self, text):
        """Sends a page."""
        self.answer(200, text, _TYPES["html"])

    @property
    def form(self):
        """The fields of a form."""
        return dict(urllib.parse.parse_qsl(self.body.decode()))

    @property
    def json(self):
        """A body of JSON."""
        return json.loads(self.body)

    def log_message(self, *_):
        """Quiet."""


class _Pages(_Handler):
    """The shop."""

    def _page(self):
        policy = () if self.shop.defect == "csp_meta" else (self.shop.policy(),)
        self.file([("Content-Security-Policy", each) for each in policy])

    def _start(self):
        transaction = str(uuid.uuid4())
        self.shop.transactions[transaction] = self.json["token"]
        answer = {"threeDSServerTransID": transaction}
        if self.shop.defect != "csp_frame":
            data = {
                "threeDSServerTransID": transaction,
                "threeDSMethodNotificationURL": self.shop.origins["shop"] + "/3ds/method",
            }
            answer["method"] = {
                "threeDSMethodURL": self.shop.origins["acs"] + "/method",
                "threeDSMethodData": _encoded(data),
            }
        self.answer(200, answer)

    def _pay(self):
        if self.shop.defect not in _CHALLENGED:
            return self.answer(*self.shop.charge(self.json["token"]))
        transaction = self.json["threeDSServerTransID"]
        request = {
            "messageType": "CReq",
            "messageVersion": "2.2.0",
            "threeDSServerTransID": transaction,
            "acsTransID": str(uuid.uuid4()),
            "challengeWindowSize": "02",
        }
        answer = {
            "transStatus": "C",
            "acsURL": self.shop.origins["acs"] + "/challenge",
            "creq": _encoded(request),
            "session": _encoded({"order": "order-1"}),
        }
        return self.answer(200, answer)

    def _complete(self):
        token = self.shop.transactions[self.json["threeDSServerTransID"]]
        self.answer(*self.shop.charge(token))

    def _tell(self):
        step = "method" if self.path == "/3ds/method" else "challenge"
        self.page(string.Template(_TELLS).substitute(step=step))

    routes = {
        "GET /checkout": _page,
        "GET /shop.js": _Handler.file,
        "GET /shop.css": _Handler.file,
        "GET /bin": lambda self: self.answer(200, {"brand": "visa"}),
        "POST /validate": lambda self: self.answer(200, {"valid": True}),
        "POST /3ds/start": _start,
        "POST /3ds/method": _tell,
        "POST /3ds/notify": _tell,
        "POST /pay": _pay,
        "POST /pay/complete": _complete,
    }


class _Scripts(_Handler):
    """Where the gateway's script is."""

    routes = {"GET /v1/gateway.js": _Handler.file}


class _Tracker(_Handler):
    """Somebody else."""

    routes = {
        "GET /tracker.js": _Handler.file,
        "POST /collect": lambda self: self.answer(204, "", "text/plain"),
    }


class _Gateway(_Handler):
    """The sandbox, and what a page of another origin has to be told."""

    def answer(self, status, body, kind="application/json", headers=()):
        """With leave for every page."""
        defect = self.shop.defect
        allowed = []
        if defect != "cors" and (defect != "cors_answer" or self.command == "OPTIONS"):
            allowed.append(("Access-Control-Allow-Origin", "*"))
        if allowed and self.command == "OPTIONS":
            allowed.append(("Access-Control-Allow-Methods", "POST, OPTIONS"))
            allowed.append(("Access-Control-Allow-Headers", "Authorization, Content-Type"))
            allowed.append(("Access-Control-Max-Age", "600"))
        super().answer(status, body, kind, [*allowed, *headers])

    def other(self):
        """The sandbox's answer, or another."""
        defect = self.shop.defect
        if self.command == "OPTIONS":
            return self.answer(204, "")
        time.sleep(_DELAYS.get(defect, 0))
        if defect == "redirect" and self.command == "POST":
            return self.answer(302, "", headers=[("Location", "/v2/tokens")])
        if defect == "gateway_error":
            error = {
                "type": "card_error",
                "code": "incorrect_number",
                "param": "number",
                "message": "The card number is incorrect.",
            }
            return self.answer(402, {"error": error})
        kept = ("Authorization", "Content-Type")
        headers = {name: self.headers[name] for name in kept if name in self.headers}
        host = urllib.parse.urlsplit(self.shop.sandbox.origin).netloc
        with contextlib.closing(http.client.HTTPConnection(host, timeout=10)) as connection:
            connection.request(self.command, self.path, self.body, headers)
            got = connection.getresponse()
            return self.answer(got.status, got.read().decode(), got.headers["Content-Type"])


class _Acs(_Handler):
    """Asks the buyer for a code, who types it at once."""

    def _method(self):
        data = self.form["threeDSMethodData"]
        url = _decoded(data)["threeDSMethodNotificationURL"]
        self.page(_posting(url, 0, threeDSMethodData=data))

    def _challenge(self):
        self.page(_posting("/verify", 300, **self.form, code="1234"))

    def _verify(self):
        asked = _decoded(self.form["creq"])
        kept = ("messageVersion", "threeDSServerTransID", "acsTransID")
        answer = {"messageType": "CRes", "transStatus": "Y", **{n: asked[n] for n in kept}}
        url = self.shop.origins["shop"] + "/3ds/notify"
        session = self.form["threeDSSessionData"]
        self.page(_posting(url, 0, cres=_encoded(answer), threeDSSessionData=session))

    routes = {
        "POST /method": _method,
        "POST /challenge": _challenge,
        "POST /verify": _verify,
    }


HANDLERS = {
    "shop": _Pages,
    "gateway": _Gateway,
    "scripts": _Scripts,
    "tracker": _Tracker,
    "acs": _Acs,
}
