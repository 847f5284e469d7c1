"""`webhook listen` for tests: started on a port that a restart keeps, fed with signed events, and an
application behind it that remembers what it was given."""

import hashlib
import hmac
import http.client
import http.server
import json
import os
import signal
import socket
import subprocess
import threading
import time

import program

SECRET = "whsec_receiver_test"
WITHIN = 30


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def signed(body, secret=SECRET, when=None):
    """Stripe's header for that body."""
    when = int(time.time()) if when is None else when
    mac = hmac.new(secret.encode(), b"%d." % when + body, hashlib.sha256).hexdigest()
    return f"t={when},v1={mac}"


def event(key, size=200):
    return json.dumps({"id": key, "type": "payment_intent.succeeded", "pad": "x" * size}).encode()


def post(port, body, headers=None, timeout=WITHIN):
    """The answer's status; None when none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", "/hook", body, headers or {"Stripe-Signature": signed(body)})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def until(holds, within=WITHIN):
    """Waits until it holds; false when the time is over."""
    end = time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


class Listener:
    """One of them; start() again after kill() or stop() goes on with the same store and port."""

    def __init__(self, folder, *words, prefix=(), scheme="stripe", store=None):
        self.folder, self.port = folder, free_port()
        self.secret, self.store = folder / "secret", folder / "events.db"
        self.place = store or f"sqlite:{self.store}"
        self.secret.write_text(SECRET, "ascii")
        self.argv = [
            *prefix, str(program.BINARY), "webhook", "listen", "--port", str(self.port),
            "--scheme", scheme, "--secret-file", str(self.secret),
            "--store", self.place, *map(str, words),
        ]
        self.process = None

    def start(self):
        self.errors = open(self.folder / "stderr", "ab")
        self.process = subprocess.Popen(
            self.argv, stdout=subprocess.PIPE, stderr=self.errors, stdin=subprocess.DEVNULL,
            text=True,
        )
        ready = self.process.stdout.readline()
        assert ready.strip() == f"http://127.0.0.1:{self.port}", (
            ready + (self.folder / "stderr").read_text()
        )
        return self

    def kill(self):
        self.process.kill()
        self._gone()

    def stop(self):
        """Its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self._gone()

    def _gone(self):
        status = self.process.wait(WITHIN)
        self.process.stdout.close()
        self.errors.close()
        self.process = None
        return status

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process:
            self.kill()

    def events(self, *words):
        return program.run("webhook", "events", *words, "--store", self.place)

    def listed(self, *words):
        lines = self.events("list", "--json", "--most", "1000000", *words).stdout.splitlines()
        return [json.loads(line) for line in lines]


def drill(listener, admin, *words):
    """Its own drill, killed and started again, with orders that are registered at `admin`."""
    folder = listener.folder
    restart, pid = folder / "restart.sh", folder / "pid"
    start = " ".join(f"'{word}'" for word in listener.argv)
    restart.write_text(
        f"kill -9 $(cat {pid}); setsid {start} >{folder}/out 2>&1 </dev/null &\n"
        f"echo $! >{pid}\n"
        f"until curl -s -o /dev/null http://127.0.0.1:{listener.port}/healthz; do sleep 0.02; done\n"
    )
    create = (
        f'curl -sf -d "{{\\"order\\":\\"$CHECKOUTDIAG_ORDER\\"}}" http://127.0.0.1:{admin}/orders'
    )
    listener.start()
    pid.write_text(str(listener.process.pid))
    try:
        return program.run(
            "webhook", "drill", f"http://127.0.0.1:{listener.port}/hook", "--scheme", "stripe",
            "--secret-file", listener.secret, "--restart-cmd", f"sh {restart}",
            "--create-order-cmd", create, "--json", *words, within=120,
        )
    finally:
        listener.process.wait(30)
        listener.process.stdout.close()
        listener.errors.close()
        listener.process = None
        os.kill(int(pid.read_text()), signal.SIGKILL)


class Application:
    """What events are passed on to; `answer(body)` gives the status and headers of each."""

    def __init__(self, answer=None):
        self.seen, self.lock = [], threading.Lock()
        app = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """Keeps what came as it came."""

            protocol_version = "HTTP/1.1"

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:  # whoever sent it was killed
                    self.close_connection = True
                    return
                with app.lock:
                    app.seen.append((self.path, self.headers.items(), body))
                status, more = answer(body) if answer else (200, {})
                self.send_response(status)
                for name, value in {"Content-Length": "0", **more}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            """Many attempts at once."""

            request_queue_size = 128
            daemon_threads = True

            def handle_error(self, *_):
                # Whoever passes something on may be killed meanwhile.
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/app"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def keys(self):
        with self.lock:
            return [json.loads(body)["id"] for _, _, body in self.seen]
