"""`webhook listen`: what got a 2xx is stored once and passed on, whatever happens to it."""

import hashlib
import hmac
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import unittest
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import PASS, USAGE
from webhook_receiver import (
    SECRET, Application, Listener, drill, event, free_port, post, signed, until
)

_KILLS = 50


class ListenTest(unittest.TestCase):
    """One receiver at a time."""

    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_it_passes_its_own_drill_killed_and_restarted(self):
        admin = free_port()
        listener = Listener(self.folder, "--orders", "--admin", f"127.0.0.1:{admin}")
        # What is parked, or was overtaken, has no effect.
        query = (
            "SELECT count(*) FROM events WHERE instr(body, '{order}') AND state < 2 "
            "AND instr(body, 'succeeded\"')"
        )
        done = drill(listener, admin, "--probe-sqlite", listener.store, "--probe-sql", query)
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual([each for each in done.json["data"]["trials"] if each["skipped"]], [])

    def test_events_wait_for_their_order(self):
        def paid(key, order, kind="succeeded"):
            return json.dumps({
                "id": key, "type": f"payment_intent.{kind}",
                "data": {"object": {"metadata": {"order_id": order}}},
            }).encode()

        def ask(path, body=None):
            with urllib.request.urlopen(f"http://127.0.0.1:{admin}{path}", body, timeout=10) as got:
                return got.status, json.load(got)

        admin = free_port()
        with Application() as app:
            orders = ("--orders", "--admin", f"127.0.0.1:{admin}", "--forward", app.url)
            with Listener(self.folder, *orders) as listener:
                self.assertEqual(post(listener.port, paid("evt_1", "A1")), 200)
                self.assertEqual(post(listener.port, paid("evt_2", "A1", "canceled")), 200)
                self.assertEqual(post(listener.port, event("evt_3")), 200)
                self.assertTrue(until(lambda: app.keys() == ["evt_3"]))
                self.assertIn("2 parked", listener.events("list").stdout)
                self.assertIn("waits for order A1", listener.events("list").stdout)
                self.assertEqual(ask("/orders", b'{"order": "A1"}'), (
                    201, {"order": "A1", "state": "paid", "applied": 1, "superseded": 1}
                ))
                self.assertTrue(until(lambda: app.keys() == ["evt_3", "evt_1"]))
                self.assertEqual(ask("/orders/A1"), (200, {"order": "A1", "state": "paid"}))
                superseded = listener.listed("--state", "superseded")
                self.assertEqual([(e["key"], e["order"]) for e in superseded], [("evt_2", "A1")])
                self.assertEqual(superseded[0]["error"], "its order is paid")
                with urllib.request.urlopen(f"http://127.0.0.1:{admin}/metrics") as metrics:
                    text = metrics.read().decode()
                self.assertIn('checkoutdiag_webhook_deliveries_total{verdict="parked"} 2', text)
                self.assertIn('checkoutdiag_webhook_events{state="superseded"} 1', text)

    def test_events_of_an_order_are_passed_on_one_after_the_other(self):
        def paid(key, order, kind):
            return json.dumps({
                "id": key, "type": kind, "data": {"object": {
                    "refunded": True, "metadata": {"order_id": order}}},
            }).encode()

        failed = []

        def answer(body):
            # The first payment is not taken at once; its refund comes meanwhile.
            if json.loads(body)["id"] == "evt_pay" and not failed:
                failed.append(1)
                return 503, {}
            return 200, {}

        admin = free_port()
        with Application(answer) as app:
            orders = ("--orders", "--admin", f"127.0.0.1:{admin}", "--forward", app.url)
            with Listener(self.folder, *orders) as listener:
                request = urllib.request.Request(
                    f"http://127.0.0.1:{admin}/orders", b'{"order": "A1"}'
                )
                urllib.request.urlopen(request, timeout=10).close()
                post(listener.port, paid("evt_pay", "A1", "payment_intent.succeeded"))
                post(listener.port, paid("evt_refund", "A1", "charge.refunded"))
                post(listener.port, event("evt_other"))
                self.assertTrue(until(lambda: len(app.keys()) == 4))
                keys = [key for key in app.keys() if key != "evt_other"]
                self.assertEqual(keys, ["evt_pay", "evt_pay", "evt_refund"])
                # A payment behind its refund is kept, and said.
                post(listener.port, paid("evt_late", "A1", "payment_intent.succeeded"))
                stderr = self.folder / "stderr"
                self.assertTrue(until(lambda: "events resend evt_late" in stderr.read_text()))

    def test_what_is_in_its_hands_is_given_back_at_the_end(self):
        begun = threading.Event()

        def answer(_):
            begun.set()
            time.sleep(0.5)
            return 200, {}

        with Application(answer) as app:
            with Listener(self.folder, "--forward", app.url, "--jobs", "2") as listener:
                for number in range(8):
                    post(listener.port, event(f"evt_{number}"))
                self.assertTrue(begun.wait(10))
                self.assertEqual(listener.stop(), 0)
            # What was on its way was waited for, and the rest is due now.
            listed = {each["key"]: each for each in listener.listed()}
            pending = [each for each in listed.values() if each["state"] == "pending"]
            self.assertGreater(len(pending), 0)
            self.assertEqual({each["attempts"] for each in pending}, {0})
            # A start that fails takes nothing.
            with socket.create_server(("127.0.0.1", listener.port)):
                done = program.run(*listener.argv[1:], within=30)
                self.assertEqual(done.code, USAGE)
            with listener:
                self.assertTrue(until(lambda: len(set(app.keys())) == 8))
                self.assertEqual(len(app.keys()), 8)

    def test_a_reader_that_stands_still_stops_nothing(self):
        with Listener(self.folder, "--print") as listener:
            # Its stdout is a pipe of 64 KiB that nobody reads.
            for number in range(1500):
                self.assertEqual(post(listener.port, event(f"evt_{number}"), timeout=10), 200)
            self.assertEqual(listener.stop(), 0)

    def test_killed_fifty_times_under_load(self):
        with Application() as app:
            listener = Listener(self.folder, "--forward", app.url, "--jobs", "8")
            acknowledged, lock, over = set(), threading.Lock(), threading.Event()

            def load(name):
                number = 0
                while not over.is_set():
                    key = f"evt_{name}_{number}"
                    # As a sender does: until it is taken.
                    if post(listener.port, event(key), timeout=5) == 200:
                        with lock:
                            acknowledged.add(key)
                        number += 1
                    else:
                        time.sleep(0.01)

            threads = [threading.Thread(target=load, args=(each,)) for each in range(6)]
            chance = random.Random(7)
            listener.start()
            for each in threads:
                each.start()
            try:
                for _ in range(_KILLS):
                    time.sleep(chance.uniform(0.02, 0.3))
                    listener.kill()
                    listener.start()
            finally:
                over.set()
                for each in threads:
                    each.join()
            try:
                stored = listener.listed()
                keys = [each["key"] for each in stored]
                self.assertEqual(len(keys), len(set(keys)))
                self.assertGreater(len(acknowledged), _KILLS)
                self.assertEqual(acknowledged - set(keys), set())
                # Deduplication holds over restarts.
                for key in random.sample(sorted(acknowledged), 20):
                    self.assertEqual(post(listener.port, event(key)), 200)
                self.assertEqual(len(listener.listed()), len(keys))
            finally:
                if listener.process:
                    listener.stop()
            # What was being passed on when it was killed waits for its lease; as if that were over.
            database = sqlite3.connect(listener.store)
            database.execute("UPDATE events SET next = 0 WHERE state = 0")
            database.commit()
            database.close()
            with listener:
                done = until(lambda: set(keys) <= set(app.keys()), within=60)
                self.assertTrue(done, len(set(keys) - set(app.keys())))
                self.assertTrue(until(lambda: not listener.listed("--state", "pending")))

    def test_bytes_and_headers_are_passed_on_as_they_came(self):
        chance = random.Random(11)
        with Application() as app:
            generic = ["--header", "X-Signature", "--encoding", "hex", "--forward", app.url]
            with Listener(self.folder, *generic, scheme="generic") as listener:
                sent = []
                for number in range(60):
                    body = bytes(chance.randrange(256) for _ in range(chance.choice((0, 1, 7, 900))))
                    body += b"%d" % number
                    headers = self._odd_headers(chance)
                    sent.append((headers, body))
                    self.assertEqual(self._raw(listener.port, headers, body), 200)
                self.assertTrue(until(lambda: len(app.seen) >= len(sent)))
                came = {body: headers for _, headers, body in app.seen}
                for headers, body in sent:
                    got = [
                        (name, value) for name, value in came[body]
                        if name.lower() not in ("host", "content-length", "x-signature")
                    ]
                    self.assertEqual(got, headers)

    def _odd_headers(self, chance):
        names = ["X-Odd", "x-odd", "X-EMPTY", "Content-Type", "User-Agent", "X-Tab", "Accept",
                 "X-Umlaut", "Cookie", "Accept-Encoding"]
        values = ["1", "two words", "", "a;b=\"c, d\"", "=?utf-8?q?x?=", "caf\xe9", "x" * 900]
        return [
            (chance.choice(names), chance.choice(values)) for _ in range(chance.randrange(1, 12))
        ]

    def _raw(self, port, headers, body):
        mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        head = f"POST /hook HTTP/1.1\r\nHost: shop.test\r\nX-Signature: {mac}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers)
        head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            connection.sendall(head.encode("latin-1") + body)
            return int(connection.recv(4096).split()[1])

    def test_given_up_and_sent_again(self):
        taken = threading.Event()

        def answer(_):
            return (204, {}) if taken.is_set() else (500, {})

        with Application(answer) as app:
            with Listener(self.folder, "--forward", app.url, "--attempts", "2") as listener:
                self.assertEqual(post(listener.port, event("evt_1")), 200)
                self.assertTrue(until(lambda: listener.listed("--state", "dead")))
                dead = listener.listed("--state", "dead")[0]
                self.assertEqual((dead["attempts"], dead["status"]), (2, 500))
                self.assertIn("the application answered 500", listener.events("list").stdout)
                taken.set()
                self.assertEqual(listener.events("resend", "evt_1").code, PASS)
                self.assertTrue(until(lambda: listener.listed("--state", "forwarded")))
                self.assertEqual(app.keys(), ["evt_1"] * 3)
                # Once more, by number, and all that are dead: none.
                self.assertEqual(listener.events("resend", "1").code, PASS)
                self.assertTrue(until(lambda: len(app.keys()) == 4))
                self.assertIn("0 events", listener.events("resend", "--dead").stdout)

    def test_retry_after_is_kept(self):
        times = []

        def answer(_):
            times.append(time.monotonic())
            return (503, {"Retry-After": "2"}) if len(times) == 1 else (200, {})

        with Application(answer) as app:
            with Listener(self.folder, "--forward", app.url) as listener:
                post(listener.port, event("evt_1"))
                self.assertTrue(until(lambda: len(times) == 2))
        self.assertGreaterEqual(times[1] - times[0], 1.9)

    def test_statuses(self):
        with Listener(self.folder, "--path", "/hook", "--max-body", "5000") as listener:
            body = event("evt_1")
            self.assertEqual(post(listener.port, body), 200)
            self.assertEqual(post(listener.port, body), 200)
            other = event("evt_1", 201)
            self.assertEqual(post(listener.port, other), 409)
            self.assertEqual(post(listener.port, body, {"Stripe-Signature": "t=1,v1=00"}), 400)
            self.assertEqual(post(listener.port, body, {"X-None": "1"}), 400)
            old = {"Stripe-Signature": signed(body, when=int(time.time()) - 1000)}
            self.assertEqual(post(listener.port, body, old), 400)
            self.assertEqual(post(listener.port, event("evt_2", 6000)), 413)
            for path, status in (("/hook", 405), ("/other", 404), ("/healthz", 200)):
                request = urllib.request.Request(f"http://127.0.0.1:{listener.port}{path}")
                try:
                    with urllib.request.urlopen(request, timeout=10) as answer:
                        got = answer.status
                except urllib.error.HTTPError as error:
                    got = error.code
                    error.close()
                self.assertEqual(got, status, path)
            listed = listener.listed()
            self.assertEqual([each["key"] for each in listed], ["evt_1"])
            self.assertEqual(listed[0]["conflicts"], 1)

    def test_secrets_are_read_again(self):
        (self.folder / "second").write_text("whsec_second")
        with Listener(self.folder, "--secret-file", self.folder / "second") as listener:
            pass_on = lambda key, secret: post(
                listener.port, event(key), {"Stripe-Signature": signed(event(key), secret)}
            )
            self.assertEqual(pass_on("evt_1", SECRET), 200)
            self.assertEqual(pass_on("evt_2", "whsec_second"), 200)
            self.assertEqual(pass_on("evt_3", "whsec_third"), 400)
            (self.folder / "second").write_text("whsec_third")
            listener.process.send_signal(signal.SIGHUP)
            self.assertTrue(until(lambda: pass_on("evt_3", "whsec_third") == 200))
            self.assertEqual(pass_on("evt_4", "whsec_second"), 400)
            # One that is gone changes nothing.
            (self.folder / "second").unlink()
            listener.process.send_signal(signal.SIGHUP)
            stderr = self.folder / "stderr"
            self.assertTrue(until(lambda: "stay as they were" in stderr.read_text()))
            self.assertEqual(pass_on("evt_5", "whsec_third"), 200)
            self.assertEqual(listener.stop(), 0)

    def test_a_store_that_is_locked_is_503_and_no_2xx(self):
        with Listener(self.folder) as listener:
            self.assertEqual(post(listener.port, event("evt_1")), 200)
            database = sqlite3.connect(listener.store, isolation_level=None)
            database.execute("BEGIN IMMEDIATE")
            self.assertEqual(post(listener.port, event("evt_2")), 503)
            # A duplicate waits, too: nobody knows whether the first will be there.
            self.assertEqual(post(listener.port, event("evt_2")), 503)
            database.execute("ROLLBACK")
            database.close()
            self.assertEqual(post(listener.port, event("evt_2")), 200)
            self.assertEqual(len(listener.listed()), 2)

    def test_a_full_disk(self):
        place = self.folder / "disk"
        place.mkdir()
        mount = f'mount -t tmpfs -o size=900k tmpfs {place} && exec "$0" "$@"'
        prefix = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount]
        if not shutil.which("unshare") or subprocess.run(
            [*prefix, "true"], capture_output=True, check=False
        ).returncode:
            self.skipTest("no mount in a namespace of its own")
        listener = Listener(self.folder, prefix=prefix)
        listener.argv[listener.argv.index("--store") + 1] = f"sqlite:{place}/events.db"
        with listener:
            listener.store = f"/proc/{listener.process.pid}/root{place}/events.db"
            taken, refused = [], 0
            for number in range(400):
                key = f"evt_{number}"
                status = post(listener.port, event(key, 4000))
                self.assertIn(status, (200, 503))
                if status == 200:
                    taken.append(key)
                else:
                    refused += 1
                    if refused == 3:
                        break
            self.assertEqual(refused, 3)
            self.assertGreater(len(taken), 20)
            # Read elsewhere: there is no room left for what a reader writes beside it.
            for end in ("", "-wal"):
                shutil.copy(listener.store + end, str(self.folder / "copy.db") + end)
            database = sqlite3.connect(self.folder / "copy.db")
            kept = {key for (key,) in database.execute("SELECT key FROM events")}
            database.close()
            self.assertEqual(set(taken) - kept, set())

    def test_what_is_shown_has_no_secrets(self):
        number = "4242424242424242"
        body = json.dumps({"id": "evt_1", "card": {"number": number, "cvc": "737"}}).encode()
        with Listener(self.folder) as listener:
            headers = {"Stripe-Signature": signed(body), "Authorization": "Bearer abcdef123456"}
            self.assertEqual(post(listener.port, body, headers), 200)
            for words in (("show", "evt_1"), ("show", "1", "--json"), ("list",)):
                done = listener.events(*words)
                self.assertEqual(done.code, PASS)
                for secret in (number, "737", "abcdef123456", signed(body)[-20:]):
                    self.assertNotIn(secret, done.stdout)
            self.assertEqual(listener.events("show", "1", "--body").stdout, body.decode())
            self.assertEqual(listener.events("purge", "--older-than", "0").stdout, "0 events forgotten\n")

    def test_what_is_refused(self):
        secret = self.folder / "secret"
        secret.write_text(SECRET)
        here = ["--scheme", "stripe", "--secret-file", secret]
        other = self.folder / "other.db"
        sqlite3.connect(other).execute("CREATE TABLE a (b)").connection.close()
        for words, told in (
            ([], "--scheme is missing"),
            (["--scheme", "stripe"], "there is no secret"),
            ([*here, "--listen", "0.0.0.0:0"], "can be reached from other machines"),
            ([*here, "--forward", "https://shop.example/x"], "--allow-remote"),
            ([*here, "--store", "postgres://x"], "it takes sqlite:FILE"),
            ([*here, "--store", "redis://a:b@127.0.0.1"], "--store-password-file"),
            ([*here, "--store", "redis://10.0.0.1"], "is not on this machine"),
            ([*here, "--store", "redis+unix:///nowhere"], "No such file"),
            ([*here, "--orders"], "--admin"),
            ([*here, "--store", other], "is the database of another program"),
            ([*here, "--tls-cert", "x.pem"], "belong together"),
            ([*here, "--path", "hook"], "--path"),
        ):
            done = program.run("webhook", "listen", *words)
            self.assertEqual(done.code, USAGE, done.stdout + done.stderr)
            self.assertIn(told, done.stderr)
        for words, told in (
            (["list", "--store", self.folder / "none.db"], "is not there"),
            (["show"], "takes an EVENT"),
            (["resend"], "takes an EVENT"),
            (["purge"], "--older-than is missing"),
            (["drop"], "ACTION"),
            (["list", "--dead"], "--dead is for resend"),
        ):
            done = program.run("webhook", "events", *words)
            self.assertEqual(done.code, USAGE, done.stdout + done.stderr)
            self.assertIn(told, done.stderr)
        self.assertFalse((self.folder / "none.db").exists())


if __name__ == "__main__":
    unittest.main()
