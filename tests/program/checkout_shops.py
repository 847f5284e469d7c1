"""A shop with one defect or none: its pages and its backend, and what it calls. Those are a gateway
(our sandbox behind a small proxy), the host of that gateway's script, a tracker, and an access
control server of 3-D Secure."""

import contextlib
import http.server
import socket
import string
import threading
from pathlib import Path

from checkout_hosts import HANDLERS
from sandboxes import sandbox

FILES = Path(__file__).resolve().parent / "checkout_shop"

# What is wrong, or that nothing is.
CLEAN = ("clean", "clean_form", "challenge")
DEFECTS = (
    *("csp_connect", "csp_meta", "csp_frame", "script_blocked", "cors", "cors_answer"),
    *("refused", "aborted", "slow", "redirect", "gateway_error"),
    *("sync_xhr", "long_task", "third_party_task"),
    *("pan_to_own_host", "pan_in_url", "pan_beacon", "pan_beacon_form", "pan_console"),
    *("expired", "double_use", "double_click", "retry_same_token", "never_used"),
    "challenge_not_mounted",
)

_ROLES = {
    "shop": "shop.test",
    "gateway": "api.gateway.test",
    "scripts": "js.gateway.test",
    "tracker": "tracker.test",
    "acs": "acs.test",
}

# The sandbox declines what ends with 4002.
_AMOUNT, _DECLINED = 500, 4002


class Shop:
    """A context manager; `url` is the page. In `seen` are the requests (role, method, target), and
    `truth()` tells what the gateway did."""

    def __init__(self, defect="clean"):
        if defect not in (*CLEAN, *DEFECTS):
            raise ValueError(f"no such defect: {defect}")
        self.defect, self.seen, self.transactions = defect, [], {}
        self.origins, self.sandbox = {}, None
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            life = ("--token-life", "1") if self.defect == "expired" else ()
            self.sandbox = stack.enter_context(sandbox(*life))
            for role, host in _ROLES.items():
                port = stack.enter_context(self._listening(role))
                self.origins[role] = f"http://{host}:{port}"
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    @property
    def url(self):
        """Where one pays."""
        return self.origins["shop"] + "/checkout"

    def truth(self):
        """What really happened at the gateway."""
        return self.sandbox.truth()

    def file(self, name):
        """A file of the folder, with the origins filled in."""
        meta = ""
        if self.defect == "csp_meta":
            meta = f'<meta http-equiv="Content-Security-Policy" content="{self.policy()}">'
        text = (FILES / name).read_text(encoding="utf-8")
        return string.Template(text).safe_substitute(
            self.origins, defect=self.defect, meta=meta
        )

    def policy(self):
        """The Content-Security-Policy of the page."""
        origins = dict(self.origins)
        lacks = {
            "csp_connect": "gateway",
            "csp_meta": "gateway",
            "csp_frame": "acs",
            "script_blocked": "scripts",
        }
        origins.pop(lacks.get(self.defect), None)
        allowed = {
            "default-src": (),
            "script-src": ("scripts", "tracker"),
            "connect-src": ("gateway", "tracker"),
            "frame-src": ("acs",),
            "img-src": ("data:",),
        }
        rules = []
        for name, roles in allowed.items():
            sources = [origins.get(each, each) for each in roles if each in origins or ":" in each]
            rules.append(" ".join((name, "'self'", *sources)))
        return "; ".join(rules)

    def charge(self, token):
        """Status and JSON of what the gateway makes of a token."""
        amount = _DECLINED if self.defect == "retry_same_token" else _AMOUNT
        body = {"amount": amount, "currency": "eur", "reference": "order-1", "token": token}
        status, answer, _ = self.sandbox.post(body)
        return status, answer

    @contextlib.contextmanager
    def _listening(self, role):
        if role == "gateway" and self.defect == "refused":
            # Bound, so that nobody else takes it, and nobody listens.
            with socket.socket() as closed:
                closed.bind(("127.0.0.1", 0))
                yield closed.getsockname()[1]
            return
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), HANDLERS[role]) as server:
            server.shop, server.role = self, role
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            try:
                yield server.server_port
            finally:
                server.shutdown()
                thread.join()
