"""checkoutdiag's own sandbox, on a free port, and what really happened in it."""

import contextlib
import json
import ssl
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import gateways
import program

PROFILES = (
    "stripe",
    "adyen",
    "checkoutcom",
    "square",
    "paypal",
    "gocardless",
    "worldline",
    "generic",
    "ietf",
)
CHARGE = {"amount": 500, "currency": "eur", "reference": "order-1"}


@dataclass
class Sandbox:
    """One that runs."""

    origin: str
    home: Path
    process: subprocess.Popen
    ca: Path | None = None

    @property
    def charges(self):
        """Where a charge is made."""
        return self.origin + "/v1/charges"

    def truth(self):
        """What really happened."""
        return json.loads(self.get("/_truth"))

    def get(self, path):
        """The body of a GET."""
        context = ssl.create_default_context(cafile=self.ca) if self.ca else None
        with urllib.request.urlopen(self.origin + path, timeout=10, context=context) as answer:
            return answer.read().decode()

    def post(self, body, path="/v1/charges", **headers):
        """Status and JSON of a POST that is answered."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(
            self.origin + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **names},
        )
        context = ssl.create_default_context(cafile=self.ca) if self.ca else None
        try:
            with urllib.request.urlopen(request, timeout=10, context=context) as answer:
                return answer.status, json.loads(answer.read()), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read()), dict(error.headers)


@contextlib.contextmanager
def sandbox(*options, env=None, tls=False):
    """Runs it until the block ends, and asserts that it ends well."""
    with tempfile.TemporaryDirectory(prefix="checkoutdiag-sandbox-") as home:
        ca = Path(home) / "ca.pem" if tls else None
        words = [program.BINARY, "sandbox", *options]
        if ca:
            words += ["--tls", "--ca-out", ca]
        process = subprocess.Popen(
            list(map(str, words)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env=program.environment(**(env or {})),
            text=True,
        )
        try:
            origin = process.stdout.readline().strip()
            if not origin.startswith("http"):
                raise AssertionError(f"the sandbox did not start: {process.stderr.read()}")
            yield Sandbox(origin, Path(home), process, ca)
        finally:
            gateways.stop(process)
            process.stdout.close()
            process.stderr.close()
    if process.returncode != 0:
        raise AssertionError(f"the sandbox ended with {process.returncode}")
