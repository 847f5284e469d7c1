"""What somebody without the secret, or with a public key alone, would try on `webhook verify`."""

import base64
import hashlib
import hmac
import json
import tempfile
import time
import zlib
from pathlib import Path

import pki
import program
from program import FINDINGS, PASS, USAGE, run

BODY = b'{"id":"WH-1","amount":1050}'


class ForgeryTest(program.ProgramTest):
    """A place for each test."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = Path(directory.name)

    def file(self, name, content):
        """A file and its path."""
        path = self.place / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def batch(self, *lines, options=()):
        """The answers."""
        text = "".join(json.dumps(line) + "\n" for line in lines)
        done = run("webhook", "verify", "--batch", "-", *options, stdin=text)
        return [json.loads(line) for line in done.stdout.splitlines()]


class CertificateTest(ForgeryTest):
    """PayPal's scheme: the certificate decides, and who chose it."""

    ID, WEBHOOK = "dfb3be50-fd74-11e4-8bf3-77339302725b", "4JH86294D6297924G"

    def setUp(self):
        super().setUp()
        names = ("DNS:messageverificationcerts.paypal.com",)
        self.right = pki.root().issue("paypal", names=names, common_name=names[0][4:])
        names = ("DNS:api.paypal.com.evil.example",)
        self.evil = pki.root().issue("evil", names=names, common_name=names[0][4:])
        self.forger = pki.stranger().issue(
            "forger", "rsa3072", names=("DNS:x.paypal.com",), common_name="x.paypal.com"
        )

    def headers(self, identity, url="https://api.paypal.com/v1/certs/CERT-1"):
        """The headers of a delivery that is signed with a key."""
        then = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        text = f"{self.ID}|{then}|{self.WEBHOOK}|{zlib.crc32(BODY)}"
        pki.openssl(
            *("dgst", "-sha256", "-sign", identity.key, "-out", self.place / "sig"),
            self.file("text", text),
        )
        signature = base64.b64encode((self.place / "sig").read_bytes()).decode()
        return {
            "Paypal-Transmission-Id": self.ID,
            "Paypal-Transmission-Time": then,
            "Paypal-Transmission-Sig": signature,
            "Paypal-Auth-Algo": "SHA256withRSA",
            "Paypal-Cert-Url": url,
        }

    def verify(self, headers, certificate):
        """One delivery."""
        return run(
            *("webhook", "verify", "--webhook-id", self.WEBHOOK, "--cert", certificate),
            *("--ca-file", pki.root().certificate, "--json"),
            *("--headers", self.file("headers.json", json.dumps(headers))),
            *("--body", self.file("body", BODY)),
        )

    def test_the_senders_certificate_proves_and_others_do_not(self):
        done = self.verify(self.headers(self.right), self.right.certificate)
        self.assertEqual(done.code, PASS, done.stdout + done.stderr)
        for identity in (self.evil, self.forger):
            done = self.verify(self.headers(identity), identity.certificate)
            self.assertEqual(done.code, FINDINGS, identity)
            report = program.Report(done)
            self.assert_rule(report, "webhook/certificate-untrusted", "error")

    def test_a_certificate_put_before_the_right_one_is_not_the_key(self):
        forger = self.forger.certificate.read_text()
        pem = forger[forger.index("-----BEGIN ") :].encode()
        both = b"x" + pem + self.right.certificate.read_bytes()
        done = self.verify(self.headers(self.forger), self.file("both.pem", both))
        self.assertEqual(done.code, FINDINGS, done.stdout)

    def test_an_address_outside_the_senders_domain_is_told(self):
        for url in ("https://api.paypal.com.evil.example/c", "http://api.paypal.com/c"):
            done = self.verify(self.headers(self.right, url), self.right.certificate)
            self.assertEqual(done.code, FINDINGS, url)
            self.assert_rule(program.Report(done), "webhook/certificate-untrusted", "error")

    def test_batches_judge_certificates_too(self):
        def line(identity):
            return {
                "scheme": "paypal",
                "headers": self.headers(identity),
                "body_b64": base64.b64encode(BODY).decode(),
                "opts": {
                    "webhook_id": self.WEBHOOK,
                    "certificate": identity.certificate.read_text(),
                },
            }

        elsewhere = line(self.right)
        elsewhere["headers"]["Paypal-Cert-Url"] = "http://api.paypal.com/c"
        answers = self.batch(
            elsewhere,
            *(line(each) for each in (self.right, self.evil, self.forger)),
            options=("--ca-file", pki.root().certificate),
        )
        self.assertEqual([each["valid"] for each in answers], [False, True, False, False], answers)
        self.assertEqual(answers[2]["causes"][0]["id"], "certificate.untrusted")


class ChoiceTest(ForgeryTest):
    """Under auto the delivery chooses the scheme, and must not choose what suits it."""

    def test_an_old_delivery_of_stripes_is_no_new_one_of_githubs(self):
        secret, then = "whsec_stripe_secret_1", int(time.time()) - 86400
        signed = b"%d." % then + BODY
        mac = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": "sha256=" + mac}
        call = (
            *("webhook", "verify", "--secret-file", self.file("secret", secret)),
            *("--headers", self.file("headers.json", json.dumps(headers))),
            *("--body", self.file("body", signed)),
        )
        self.assertEqual(run(*call).code, USAGE)
        self.assertEqual(run(*call, "--scheme", "github").code, PASS)  # who says so means it
        (answer,) = self.batch(
            {"secret": secret, "headers": headers, "body_b64": base64.b64encode(signed).decode()}
        )
        self.assertFalse(answer["valid"])
        self.assertEqual(answer["causes"][0]["id"], "secret.wrong-kind")

    def test_a_public_key_is_no_shared_secret(self):
        public = pki.openssl("x509", "-in", pki.root().certificate, "-noout", "-pubkey")
        mac = hmac.new(public.rstrip("\n").encode(), BODY, hashlib.sha256).hexdigest()
        for name, value in (("X-Hub-Signature-256", "sha256=" + mac), ("X-Gateway-Signature", mac)):
            done = run(
                *("webhook", "verify", "--secret-file", self.file("public.pem", public)),
                *("--headers", self.file("headers", f"{name}: {value}\n")),
                *("--body", self.file("body", BODY)),
            )
            self.assertEqual(done.code, FINDINGS, done.stdout + done.stderr)

    def test_a_delivery_without_its_signature_is_invalid(self):
        for headers in ("User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\n",
                        "X-GitHub-Event: push\nX-GitHub-Delivery: 1\n"):
            done = run(
                *("webhook", "verify", "--secret-file", self.file("secret", "whsec_1234567890")),
                *("--headers", self.file("headers", headers), "--json"),
                *("--body", self.file("body", BODY)),
            )
            self.assertEqual(done.code, FINDINGS, done.stdout + done.stderr)
            self.assert_rule(program.Report(done), "webhook/signature-missing", "error")


class CallTest(ForgeryTest):
    """Secrets that are given where their place is asked for."""

    def test_a_secret_as_a_word_is_not_repeated(self):
        for option in ("--secret-file", "--secret-env"):
            done = run(
                *("webhook", "verify", option, "whsec_9f2c41d07be85a63"),
                *("--body", self.file("body", BODY)),
            )
            self.assertEqual(done.code, USAGE)
            self.assertNotIn("9f2c41d07be85a63", done.stdout + done.stderr)

    def test_an_id_stays_within_its_header(self):
        done = run(
            *("webhook", "sign", "--scheme", "standard-webhooks", "--id", "m\r\nX-Evil: 1"),
            *("--secret-file", self.file("secret", base64.b64encode(b"k" * 32).decode())),
            *("--body", self.file("body", BODY)),
        )
        self.assertEqual(done.code, USAGE)
        self.assertEqual(done.stdout, "")

    def test_two_hosts_are_refused(self):
        request = b"POST /h HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + BODY
        done = run(
            *("webhook", "verify", "--secret-file", self.file("secret", "x" * 20)),
            *("--request", self.file("request", request)),
        )
        self.assertEqual(done.code, USAGE)
        self.assertIn("more than one Host", done.stderr)
