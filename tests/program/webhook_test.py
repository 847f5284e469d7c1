"""`webhook verify`, `sign` and `schemes` as a person, a pipeline and a shell use them."""

import base64
import contextlib
import email.utils
import hashlib
import hmac
import json
import shlex
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE, run
from relays import listening

SECRET = "whsec_9f2c41d07be85a63"
BODY = b'{\n  "id": "evt_1",\n  "amount": 1050\n}'
THEN = 1_764_201_600
NOW = "2025-11-27T00:00:05Z"


def stripe_header(body, secret=SECRET, then=THEN):
    """Stripe's header as anybody would make it."""
    mac = hmac.new(secret.encode(), b"%d." % then + body, hashlib.sha256)
    return f"t={then},v1={mac.hexdigest()}"


class Place:
    """A directory with a secret, headers and a body."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.secret = self.file("whsec", SECRET.encode())
        self.headers = self.file("headers.txt", f"Stripe-Signature: {stripe_header(BODY)}\n".encode())
        self.body = self.file("body.json", BODY)

    def file(self, name, content):
        """A file and its path."""
        path = self.directory / name
        path.write_bytes(content)
        return path

    def verify(self, *more, **options):
        """`webhook verify` of what is here, as of NOW."""
        return run(
            *("webhook", "verify", "--now", NOW, "--secret-file", self.secret),
            *("--headers", self.headers, "--body", self.body, *more),
            **options,
        )


class WebhookTest(program.ProgramTest):
    """A place for each test."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = Place(directory.name)

    def report(self, *more, code=FINDINGS):
        """The JSON report, valid by its schema."""
        done = self.place.verify("--json", *more)
        self.assertEqual(done.code, code, done.stdout + done.stderr)
        report = program.Report(done)
        program.validate(report.document, "report-1.schema.json")
        return report

    def causes(self, *more):
        """Ids of the causes that are certain, the first first."""
        causes = self.report(*more).document["data"]["causes"]
        return [cause["id"] for cause in causes if cause["certain"]]


class VerdictTest(WebhookTest):
    """One delivery, and what a person reads of it."""

    def test_a_right_signature_passes_and_its_secret_is_told_by_fingerprint_alone(self):
        done = self.place.verify()
        self.assertEqual(done.code, PASS, done.stdout)
        fingerprint = hashlib.sha256(SECRET.encode()).hexdigest()[:8]
        self.assertIn(f"valid: signed by the secret {fingerprint}", done.stdout)
        self.assertNotIn(SECRET, done.stdout + done.stderr)

    def test_the_cause_comes_first_and_the_fix_after_it(self):
        self.place.body.write_bytes(BODY + b"\n")
        done = self.place.verify()
        self.assertEqual(done.code, FINDINGS)
        lines = done.stdout.splitlines()
        self.assertRegex(" ".join(lines[:2]), r"body\.json +Stripe .*1 error")
        rule = next(i for i, line in enumerate(lines) if line.startswith(" ERROR"))
        self.assertLessEqual(rule, 3)
        self.assertIn("webhook/signature-mismatch", lines[rule])
        self.assertIn("a newline was added at the end of the body", " ".join(lines[rule:][1:3]))
        self.assertLess(done.stdout.index("a newline was added"), done.stdout.index(" fix "))

    def test_a_repaired_match_is_never_valid(self):
        for damaged in (BODY + b"\n", json.dumps(json.loads(BODY)).encode(), b"\xef\xbb\xbf" + BODY):
            self.place.body.write_bytes(damaged)
            self.assertEqual(self.place.verify("--quiet").code, FINDINGS, damaged)

    def test_middleware_that_wrote_the_body_again_is_named(self):
        self.place.body.write_bytes(json.dumps(json.loads(BODY), separators=(",", ":")).encode())
        self.assertEqual(self.causes()[0], "body.json-reserialized")

    def test_a_secret_of_a_list_is_found_and_named(self):
        self.place.secret.write_text("whsec_of_the_dashboard")
        others = self.place.file(
            "others", f"# known ones\nwhsec_other staging\nSTRIPE_CLI={SECRET}\n".encode()
        )
        done = self.place.verify("--try-secret-file", others)
        self.assertEqual(done.code, FINDINGS)
        self.assertIn("STRIPE_CLI", done.stdout)
        for written in ("export A='%s'", '  "a": "%s",', "a: %s", "staging %s", "%s,staging",
                        "\ufeff%s", "A=%s\r"):
            others.write_text(written % SECRET)
            self.assertEqual(
                self.causes("--try-secret-file", others)[0], "secret.other-entry", written
            )
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        self.assertEqual(self.causes("--try-secret-file", others)[0], "secret.other-entry")

    def test_an_old_delivery_is_right_and_too_old(self):
        done = run(
            *("webhook", "verify", "--json", "--now", "2025-11-27T00:05:01Z"),
            *("--secret-file", self.place.secret),
            *("--headers", self.place.headers, "--body", self.place.body),
        )
        report = program.Report(done)
        self.assertEqual(done.code, FINDINGS)
        self.assert_rule(report, "webhook/timestamp-outside", "error")
        self.assert_no_rule(report, "webhook/signature-mismatch")
        self.assertEqual(report.document["data"]["causes"][0]["id"], "time.too-old")
        self.assertTrue(report.document["data"]["signature"])

    def test_an_unknown_cause_is_said_to_be_unknown(self):
        self.place.body.write_bytes(BODY.replace(b"1050", b"9050"))
        report = self.report()
        data = report.document["data"]
        self.assertFalse([cause for cause in data["causes"] if cause["certain"]], data["causes"])
        self.assertEqual(data["causes"][-1]["id"], "unknown.no-repair-found")
        self.assertGreater(data["attempts"], 100)

    def test_neither_secret_nor_right_signature_is_ever_told(self):
        right = stripe_header(BODY)[-64:]
        header = f"t={THEN},v1={'0' * 64}"
        self.place.headers.write_text(f"Stripe-Signature: {header}\n")
        for body in (BODY, BODY + b"\n", b"", b"\0\xff"):
            self.place.body.write_bytes(body)
            for more in ((), ("--verbose",), ("--json",), ("--report", "sarif=-")):
                done = self.place.verify(*more)
                self.assertEqual(done.code, FINDINGS)
                for hidden in (SECRET, SECRET[6:], right):
                    self.assertNotIn(hidden, done.stdout + done.stderr)

    def test_every_report_kind_holds_the_finding(self):
        self.place.body.write_bytes(BODY + b"\n")
        for kind in program.REPORTS:
            done = self.place.verify("--report", f"{kind}=-")
            self.assertEqual(done.code, FINDINGS)
            self.assertIn("webhook/signature-mismatch", done.stdout, kind)


class InputTest(WebhookTest):
    """The same delivery in every form that people have it in."""

    def raw(self, body=BODY):
        """As it crossed the wire."""
        head = (
            "POST /hook HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
            f"Stripe-Signature: {stripe_header(BODY)}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def base(self):
        """What every call has."""
        return ("webhook", "verify", "--now", NOW, "--secret-file", self.place.secret)

    def test_a_raw_request(self):
        file = self.place.file("delivery.http", self.raw())
        self.assertEqual(run(*self.base(), "--request", file).code, PASS)
        shortened = self.place.file("short.http", self.raw()[:-3])
        done = run(*self.base(), "--request", shortened, "--json")
        self.assertEqual(done.code, FINDINGS)
        ids = [cause["id"] for cause in done.json["data"]["causes"]]
        self.assertIn("evidence.length-differs", ids)

    def test_a_raw_request_on_stdin_and_the_secret_in_the_environment(self):
        done = run(
            *("webhook", "verify", "--now", NOW, "--secret-env", "HOOK", "--request", "-"),
            stdin=self.raw().decode(),
            env={"HOOK": SECRET},
        )
        self.assertEqual(done.code, PASS, done.stdout + done.stderr)

    def test_a_har_file(self):
        headers = [{"name": "stripe-signature", "value": stripe_header(BODY)}]
        request = {
            "method": "POST",
            "url": "https://shop.example/hook",
            "headers": headers,
            "postData": {"mimeType": "application/json", "text": BODY.decode()},
        }
        file = self.place.file(
            "log.har", json.dumps({"log": {"entries": [{"request": request}]}}).encode()
        )
        self.assertEqual(run(*self.base(), "--har", file).code, PASS)
        self.assertEqual(run(*self.base(), "--har", file, "--entry", "1").code, USAGE)

    def test_headers_as_json(self):
        file = self.place.file(
            "headers.json", json.dumps({"stripe-signature": [stripe_header(BODY)]}).encode()
        )
        done = run(*self.base(), "--headers", file, "--body", self.place.body)
        self.assertEqual(done.code, PASS, done.stderr)

    def test_adyens_items_need_no_headers(self):
        key = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF"
        item = {
            "pspReference": "P1", "merchantAccountCode": "M", "merchantReference": "R",
            "amount": {"value": 1050, "currency": "EUR"}, "eventCode": "AUTHORISATION",
            "success": "true",
        }
        signed = "P1::M:R:1050:EUR:AUTHORISATION:true"
        mac = hmac.new(bytes.fromhex(key), signed.encode(), hashlib.sha256).digest()
        item["additionalData"] = {"hmacSignature": base64.b64encode(mac).decode()}
        body = json.dumps({"notificationItems": [{"NotificationRequestItem": item}]}).encode()
        file, secret = self.place.file("adyen.json", body), self.place.file("key", key.encode())
        for scheme in ("adyen-notification", "auto"):
            done = run(
                "webhook", "verify", "--scheme", scheme, "--secret-file", secret, "--body", file
            )
            self.assertEqual(done.code, PASS, done.stdout + done.stderr)

    def test_a_scheme_of_ones_own(self):
        scheme = {
            "schema": "checkoutdiag.webhook-scheme/1", "name": "acme", "title": "Acme",
            "algorithm": "hmac-sha512", "signed": "{timestamp}.{body}",
            "signature": {"headers": ["Acme-Signature"], "grammar": "pairs", "separator": ",",
                          "take": ["v1"], "encodings": ["hex"]},
            "timestamp": {"key": "t", "past": 300, "future": 300},
        }
        file = self.place.file("acme.json", json.dumps(scheme).encode())
        program.validate(scheme, "webhook-scheme-1.schema.json")
        mac = hmac.new(SECRET.encode(), b"%d." % THEN + BODY, hashlib.sha512).hexdigest()
        headers = self.place.file("acme.txt", f"acme-signature: t={THEN},v1={mac}".encode())
        call = (*self.base(), "--scheme", file, "--headers", headers, "--body", self.place.body)
        self.assertEqual(run(*call).code, PASS)
        signed = run(
            *("webhook", "sign", "--scheme", file, "--secret-file", self.place.secret),
            *("--body", self.place.body, "--timestamp", THEN),
        )
        self.assertEqual(signed.stdout, f"Acme-Signature: t={THEN},v1={mac}\n")
        scheme["sgined"] = scheme.pop("signed")
        file.write_text(json.dumps(scheme))
        done = run(*call)
        self.assertEqual(done.code, USAGE)
        self.assertIn('"sgined" is not a key', done.stderr)

    def test_the_generic_scheme_is_configured(self):
        mac = base64.b64encode(hmac.new(SECRET.encode(), BODY, hashlib.sha1).digest()).decode()
        headers = self.place.file("generic.txt", f"X-Sig: v=sha1:{mac}\n".encode())
        done = run(
            *self.base(), "--scheme", "generic", "--header", "X-Sig", "--prefix", "v=sha1:",
            "--digest", "sha1", "--encoding", "base64", "--headers", headers,
            "--body", self.place.body,
        )
        self.assertEqual(done.code, PASS, done.stdout + done.stderr)


class CallTest(WebhookTest):
    """Wrong calls: one line, exit 2, nothing judged."""

    def refused(self, *arguments, words, **options):
        """The call is refused with these words in one line and a hint."""
        done = run("webhook", *arguments, **options)
        self.assertEqual(done.code, USAGE, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(words, done.stderr)
        self.assertLessEqual(len(done.stderr.splitlines()), 3, done.stderr)
        self.assertNotIn(SECRET, done.stderr)

    def test_what_is_missing_or_contradicts_itself(self):
        place = self.place
        body = ("--body", place.body)
        self.refused("verify", "--secret-file", place.secret, words="no delivery")
        self.refused("verify", *body, "--scheme", "stripe", words="no secret")
        self.refused("verify", "--secret-env", "NOT_SET_HERE", *body, words="NOT_SET_HERE")
        self.refused(
            *("verify", "--secret-file", "-", "--scheme", "stripe", "--body", "-"),
            words="more than once",
        )
        self.refused(
            *("verify", "--secret-file", place.secret, *body, "--scheme", "strip"),
            words="no scheme is called strip",
        )
        self.refused("verify", "--secret-file", place.secret, *body, words="no known scheme")
        square = place.file("square.txt", b"x-square-hmacsha256-signature: AAAA\n")
        self.refused(
            *("verify", "--secret-file", place.secret, *body, "--headers", square), words="--url"
        )
        self.refused(
            *("verify", "--batch", "-", "--report", "junit=x.xml", "--secret-file", place.secret),
            words="--batch",
        )
        self.refused("sign", "--secret-file", place.secret, *body, words="--scheme")
        self.refused("sign", "--scheme", "stripe", *body, words="no secret")
        self.refused("schemes", "nobody", words="no scheme is called nobody")

    def test_blank_secrets_are_refused(self):
        for blank in (b"", b"\n", b" \t\r\n"):
            secret = self.place.file("blank", blank)
            for command in ("verify", "sign"):
                self.refused(
                    *(command, "--scheme", "stripe", "--secret-file", secret),
                    *("--body", self.place.body),
                    words="is blank",
                )
        self.refused(
            *("verify", "--scheme", "stripe", "--secret-env", "HOOK", "--body", self.place.body),
            words="is blank",
            env={"HOOK": ""},
        )

    def test_live_keys_sign_only_when_asked(self):
        secret = self.place.file("live", b"sk_live_1234")
        call = ("sign", "--scheme", "paystack", "--secret-file", secret, "--body", self.place.body)
        self.refused(*call, words="a live key")
        self.assertEqual(run("webhook", *call, "--allow-live").code, PASS)

    def test_what_cannot_be_read_says_where(self):
        broken = self.place.file("broken.http", b"POST /hook HTTP/1.1\r\nno colon\r\n\r\n")
        self.refused(
            "verify", "--secret-file", self.place.secret, "--request", broken, words="broken.http"
        )


@contextlib.contextmanager
def recorder():
    """A receiver that keeps the bytes of one request and answers 204."""
    seen = []
    done = threading.Event()

    def serve(client):
        data = b""
        while b"\r\n\r\n" not in data:
            data += client.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        size = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        while len(body) < size:
            body += client.recv(65536)
        seen.append(head + b"\r\n\r\n" + body)
        client.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        done.set()

    with listening(serve) as server:
        yield server, seen, done


class SignTest(WebhookTest):
    """What is printed can be used as it is."""

    def sign(self, scheme, *more, secret=None):
        """`webhook sign` of the body."""
        done = run(
            *("webhook", "sign", "--scheme", scheme, "--secret-file", secret or self.place.secret),
            *("--body", self.place.body, "--timestamp", THEN, *more),
        )
        self.assertEqual(done.code, PASS, done.stderr)
        return done

    def test_the_headers_are_what_anybody_computes(self):
        self.assertEqual(
            self.sign("stripe").stdout, f"Stripe-Signature: {stripe_header(BODY)}\n"
        )

    def test_several_secrets_sign_for_a_rotation(self):
        old = self.place.file("old", b"whsec_old_one_0123")
        header = self.sign("stripe", "--secret-file", old).stdout
        self.assertEqual(header.count("v1="), 2)
        self.place.headers.write_text(header)
        self.assertEqual(self.place.verify().code, PASS)
        report = self.report("--secret-file", old, code=PASS)
        self.assertEqual(report.document["data"]["secret"], 1)

    def test_json_has_all_that_changed(self):
        done = self.sign("twilio", "--url", "https://shop.example/hook", "--output", "json")
        self.assertIn("bodySHA256=", done.json["url"])
        self.assertEqual(base64.b64decode(done.json["body_b64"]), BODY)

    def test_the_curl_command_delivers_what_was_signed(self):
        for scheme in ("stripe", "standard-webhooks", "square"):
            with self.subTest(scheme=scheme), recorder() as (server, seen, done):
                secret = None
                if scheme == "standard-webhooks":
                    secret = self.place.file("sw", b"whsec_" + base64.b64encode(b"k" * 32))
                url = f"http://127.0.0.1:{server.port}/hook?a=1&b='2'"
                command = self.sign(scheme, "--output", "curl", "--url", url, secret=secret).stdout
                self.assertEqual(shlex.split(command)[0], "curl")
                subprocess.run(["sh", "-c", command], check=True, timeout=20, capture_output=True)
                self.assertTrue(done.wait(10))
                request = self.place.file("seen.http", seen[0])
                verified = run(
                    *("webhook", "verify", "--scheme", scheme, "--now", NOW, "--request", request),
                    *("--secret-file", secret or self.place.secret, "--url", url),
                )
                self.assertEqual(verified.code, PASS, verified.stdout + verified.stderr)


    def test_the_curl_command_holds_bodies_that_no_file_has(self):
        item = {"pspReference": "P\n1", "merchantAccountCode": "it's", "amount": {"value": 1}}
        adyen = json.dumps({"notificationItems": [{"NotificationRequestItem": item}]}, indent=2)
        key = self.place.file("key", b"00" * 32)
        long_form = "text=it's+100%25&" + "&".join(f"k{i}=v" for i in range(200))
        for scheme, body, secret in (
            ("adyen-notification", adyen, key),
            ("slack", long_form, self.place.secret),
        ):
            with self.subTest(scheme=scheme), recorder() as (server, seen, done):
                url = f"http://127.0.0.1:{server.port}/hook"
                signed = run(
                    *("webhook", "sign", "--scheme", scheme, "--secret-file", secret),
                    *("--timestamp", THEN, "--output", "curl", "--url", url),
                    stdin=body,
                )
                self.assertEqual(signed.code, PASS, signed.stderr)
                subprocess.run(
                    ["sh", "-c", signed.stdout], check=True, timeout=20, capture_output=True
                )
                self.assertTrue(done.wait(10))
                kind = b"application/x-www-form-urlencoded" if scheme == "slack" else b"json"
                self.assertIn(kind, seen[0].partition(b"\r\n\r\n")[0])
                verified = run(
                    *("webhook", "verify", "--scheme", scheme, "--now", NOW),
                    *("--request", self.place.file("seen.http", seen[0])),
                    *("--secret-file", secret),
                )
                self.assertEqual(verified.code, PASS, verified.stdout + verified.stderr)

    def test_a_curl_command_needs_an_address_and_no_terminal_escapes(self):
        call = ("webhook", "sign", "--scheme", "github", "--secret-file", self.place.secret)
        self.assertEqual(run(*call, "--output", "curl", stdin="{}").code, USAGE)
        where = ("--output", "curl", "--url", "http://127.0.0.1:1/")
        self.assertEqual(run(*call, *where, stdin="\x1b[2J").code, USAGE)


class BatchTest(WebhookTest):
    """Many deliveries, one answer each."""

    def line(self, number, body=BODY, **more):
        """A line of a batch."""
        return {
            "name": f"d{number}",
            "scheme": "stripe",
            "secret": SECRET,
            "headers": {"Stripe-Signature": stripe_header(body)},
            "body_b64": base64.b64encode(body).decode(),
            "now": THEN,
            **more,
        }

    def batch(self, lines, *more):
        """The answers."""
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        done = run("webhook", "verify", "--batch", "-", *more, stdin=text)
        return done, [json.loads(line) for line in done.stdout.splitlines()]

    def test_answers_keep_the_order_and_say_why(self):
        lines = [
            self.line(1),
            self.line(2, body_b64=base64.b64encode(BODY + b"\n").decode()),
            "{not json",
            self.line(4, secret=SECRET + "\n"),
            self.line(5, secret=""),
            self.line(6, scheme="nobody"),
            "",
            self.line(7, scheme="auto"),
            self.line(8, now=THEN + 301),
            self.line(9, wrong_key=1),
            self.line(10, scheme="auto", headers={"X-Other": "1"}),
            {name: value for name, value in self.line(11).items() if name != "secret"},
            self.line(12, opts={"tolerances": 1}),
        ]
        done, answers = self.batch(lines)
        self.assertEqual(done.code, FINDINGS, done.stderr)
        self.assertEqual(
            [(one["name"], one["valid"]) for one in answers],
            [("d1", True), ("d2", False), ("line 3", False), ("d4", False), ("d5", False),
             ("d6", False), ("d7", True), ("d8", False), ("d9", False), ("d10", False),
             ("d11", False), ("d12", False)],
        )
        firsts = [one["causes"][0]["id"] if one["causes"] else None for one in answers]
        self.assertEqual(
            firsts,
            [None, "body.trailing-newline-added", "input.malformed", "secret.trailing-newline",
             "secret.blank", "input.unknown-scheme", None, "time.too-old", "input.malformed",
             "header.no-known-scheme", "secret.missing", "input.malformed"],
        )
        self.assertNotIn(SECRET, done.stdout)
        for one in answers:
            for cause in one["causes"]:
                self.assertEqual(set(cause), {"id", "message", "fix", "certain"})

    def test_all_valid_is_exit_zero(self):
        done, answers = self.batch([self.line(i) for i in range(50)])
        self.assertEqual((done.code, len(answers)), (PASS, 50))

    def test_secrets_of_the_options_are_for_lines_that_have_none(self):
        lines = [self.line(1), self.line(2)]
        del lines[1]["secret"]
        done, answers = self.batch(lines, "--secret-file", self.place.secret)
        self.assertEqual(done.code, PASS, answers)

    def test_answers_come_as_lines_come(self):
        process = subprocess.Popen(
            [program.BINARY, "webhook", "verify", "--batch", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=program.environment(),
        )
        try:
            for number in range(3):
                process.stdin.write(json.dumps(self.line(number)).encode() + b"\n")
                process.stdin.flush()
                self.assertEqual(json.loads(process.stdout.readline())["name"], f"d{number}")
        finally:
            process.stdin.close()
            process.stdout.close()
            self.assertEqual(process.wait(20), PASS)


class ClockTest(WebhookTest):
    """--clock-from: whose clock is wrong?"""

    @staticmethod
    def _server(shift):
        def serve(client):
            data = b""
            while b"\r\n\r\n" not in data:
                more = client.recv(4096)
                if not more:
                    return
                data += more
            date = email.utils.formatdate(time.time() + shift, usegmt=True)
            client.sendall(
                f"HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: 0\r\n"
                "Connection: close\r\n\r\n".encode()
            )

        return listening(serve)

    def judged(self, shift, code):
        """The report of a delivery of now, beside a clock that is `shift` seconds ahead of ours."""
        header = stripe_header(BODY, then=int(time.time()))
        self.place.headers.write_text(f"Stripe-Signature: {header}\n")
        with self._server(shift) as server:
            done = run(
                *("webhook", "verify", "--json", "--secret-file", self.place.secret),
                *("--headers", self.place.headers, "--body", self.place.body),
                *("--clock-from", f"http://127.0.0.1:{server.port}/"),
            )
        self.assertEqual(done.code, code, done.stdout + done.stderr)
        return program.Report(done)

    def test_clocks_that_agree(self):
        report = self.judged(0, PASS)
        self.assertLessEqual(abs(report.document["data"]["clock"]["ahead_seconds"]), 2)

    def test_a_clock_that_is_behind_is_found_before_it_hurts(self):
        report = self.judged(900, FINDINGS)
        self.assert_rule(report, "webhook/clock-skew", "error")
        self.assertAlmostEqual(report.document["data"]["clock"]["ahead_seconds"], -900, delta=3)

    def test_no_answer_is_inconclusive(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        header = stripe_header(BODY, then=int(time.time()))
        self.place.headers.write_text(f"Stripe-Signature: {header}\n")
        done = run(
            *("webhook", "verify", "--secret-file", self.place.secret),
            *("--headers", self.place.headers, "--body", self.place.body),
            *("--clock-from", f"http://127.0.0.1:{port}/"),
        )
        self.assertEqual(done.code, INCONCLUSIVE, done.stdout)


class SchemesTest(program.ProgramTest):
    """What is known, for people and programs."""

    def test_every_scheme_is_listed_and_is_a_file_by_the_schema(self):
        listed = run("webhook", "schemes", "--json").json
        self.assertGreater(len(listed), 30)
        table = run("webhook", "schemes").stdout
        for scheme in listed:
            self.assertIn(scheme["name"], table)
            file = run("webhook", "schemes", scheme["name"], "--json").json
            program.validate(file, "webhook-scheme-1.schema.json")
            self.assertTrue(file["source"])
        self.assertLessEqual(max(map(len, table.splitlines())), 90)
