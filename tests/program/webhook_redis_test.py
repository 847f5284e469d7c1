"""`webhook listen` with Redis: what got a 2xx is there once, whoever is killed, and two receivers that
share one have one effect."""

import random
import signal
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

import program
import redis_server
from program import PASS, USAGE
from redis_server import RedisServer
from webhook_receiver import Application, Listener, drill, event, free_port, post, until

_KILLS = 50
# How many payments of an order are on their way to the application, or were passed on.
_COUNT = """local count = 0
for _, key in ipairs(redis.call('KEYS', 'checkoutdiag:webhook:event:*')) do
  local event = redis.call('HMGET', key, 'body', 'state')
  local counts = event[2] == 'pending' or event[2] == 'forwarded'
  if counts and string.find(event[1], ARGV[1], 1, true)
      and string.find(event[1], 'succeeded"', 1, true) then count = count + 1 end
end
return count
"""


@unittest.skipIf(redis_server.missing(), redis_server.missing())
class RedisTest(unittest.TestCase):
    """Each with a Redis of its own, whose log is synced before it answers."""

    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.redis = RedisServer(self.folder).start()
        self.addCleanup(self.redis.__exit__)

    def test_it_passes_its_own_drill_killed_and_restarted(self):
        admin = free_port()
        orders = ("--orders", "--admin", f"127.0.0.1:{admin}")
        listener = Listener(self.folder, *orders, store=self.redis.url)
        (self.folder / "count.lua").write_text(_COUNT)
        probe = (
            f'redis-cli -s {self.redis.socket} EVAL "$(cat {self.folder}/count.lua)" 0 '
            '"$CHECKOUTDIAG_ORDER"'
        )
        done = drill(listener, admin, "--probe-cmd", probe)
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual([each for each in done.json["data"]["trials"] if each["skipped"]], [])

    def _load(self, ports, over, name, taken):
        number = 0
        while not over.is_set():
            key = f"evt_{name}_{number}"
            # As a sender does: until it is taken, by whichever of them.
            if post(random.choice(ports), event(key), timeout=15) == 200:
                taken.add(key)
                number += 1
            else:
                time.sleep(0.01)

    def _loaded(self, ports, disturb):
        """The events that were taken while something happened."""
        over, taken = threading.Event(), [set() for _ in range(6)]
        threads = [
            threading.Thread(target=self._load, args=(ports, over, number, mine))
            for number, mine in enumerate(taken)
        ]
        for each in threads:
            each.start()
        try:
            disturb()
        finally:
            over.set()
            for each in threads:
                each.join()
        return set().union(*taken)

    def _all_there(self, listener, taken, least):
        keys = [each["key"] for each in listener.listed()]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertGreater(len(taken), least)
        self.assertEqual(taken - set(keys), set())
        return set(keys)

    def _leases_over(self):
        # As if time had gone by: what a killed receiver had in its hands is another's.
        for number in self.redis_list("ZRANGE", "checkoutdiag:webhook:pending", "0", "-1"):
            self.redis.ask("ZADD", "checkoutdiag:webhook:pending", "0", number)

    def redis_list(self, *words):
        done = subprocess.run(
            ["redis-cli", "-s", str(self.redis.socket), *words], capture_output=True, text=True,
            check=True,
        )
        return done.stdout.split()

    def test_the_receiver_is_killed_fifty_times_under_load(self):
        chance = random.Random(5)
        with Application() as app:
            listener = Listener(self.folder, "--forward", app.url, store=self.redis.url)

            def disturb():
                for _ in range(_KILLS):
                    time.sleep(chance.uniform(0.02, 0.2))
                    listener.kill()
                    listener.start()

            with listener:
                taken = self._loaded([listener.port], disturb)
                keys = self._all_there(listener, taken, _KILLS)
                self._leases_over()
                done = until(lambda: keys <= set(app.keys()), within=60)
                self.assertTrue(done, len(keys - set(app.keys())))
                for key in random.sample(sorted(taken), 20):
                    self.assertEqual(post(listener.port, event(key)), 200)
                self.assertEqual(len(listener.listed()), len(keys))

    def test_redis_is_killed_and_started_again(self):
        chance = random.Random(6)
        with Application() as app:
            with Listener(self.folder, "--forward", app.url, store=self.redis.url) as listener:
                refused = []

                def disturb():
                    for number in range(10):
                        time.sleep(chance.uniform(0.1, 0.4))
                        self.redis.kill()
                        # Without a store nothing is taken.
                        refused.append(post(listener.port, event(f"evt_down_{number}")))
                        self.redis.start()

                taken = self._loaded([listener.port], disturb)
                self.assertEqual(refused, [503] * 10)
                keys = self._all_there(listener, taken, 50)
                # What was passed on while Redis was away is passed on once more when its lease is over.
                self._leases_over()
                done = until(lambda: keys <= set(app.keys()), within=60)
                self.assertTrue(done, len(keys - set(app.keys())))

    def test_health_follows_the_store_without_deliveries(self):
        def health():
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{listener.port}/healthz", timeout=10
                ) as answer:
                    return answer.status
            except urllib.error.HTTPError as error:
                error.close()
                return error.code

        with Listener(self.folder, store=self.redis.url) as listener:
            self.assertEqual(health(), 200)
            self.redis.kill()
            self.assertTrue(until(lambda: health() == 503))
            self.redis.start()
            self.assertTrue(until(lambda: health() == 200))
            told = (self.folder / "stderr").read_text()
            self.assertIn("the store takes nothing, so senders get 503", told)
            self.assertIn("the store takes events again", told)

    def test_a_redis_that_hangs_leaves_the_admin_port(self):
        admin = free_port()

        def ask(path):
            with urllib.request.urlopen(f"http://127.0.0.1:{admin}{path}", timeout=15) as answer:
                return answer.read().decode()

        with Listener(self.folder, "--admin", f"127.0.0.1:{admin}", store=self.redis.url):
            self.assertIn("checkoutdiag_webhook_store_up 1", ask("/metrics"))
            self.redis.process.send_signal(signal.SIGSTOP)
            try:
                threads = [threading.Thread(target=ask, args=("/metrics",)) for _ in range(3)]
                for each in threads:
                    each.start()
                begun = time.monotonic()
                self.assertIn("ok", ask("/healthz"))
                self.assertLess(time.monotonic() - begun, 8)
            finally:
                self.redis.process.send_signal(signal.SIGCONT)
            for each in threads:
                each.join()

    def test_two_receivers_have_one_effect(self):
        with Application() as app:
            for name in ("one", "two"):
                (self.folder / name).mkdir()
            forward = ("--forward", app.url)
            with Listener(self.folder / "one", *forward, store=self.redis.url) as one, \
                    Listener(self.folder / "two", *forward, store=self.redis.url) as two:
                answers = {}

                def send(listener, name, gate):
                    for number in range(1000):
                        gate.wait()
                        answers[name, number] = post(listener.port, event(f"evt_{number}"))

                gate = threading.Barrier(2)
                threads = [
                    threading.Thread(target=send, args=(each, name, gate))
                    for each, name in ((one, "one"), (two, "two"))
                ]
                for each in threads:
                    each.start()
                for each in threads:
                    each.join()
                self.assertEqual(set(answers.values()), {200})
                self.assertTrue(until(lambda: len(set(app.keys())) == 1000))
                self.assertTrue(until(lambda: not one.listed("--state", "pending")))
                self.assertEqual(len(app.keys()), 1000)
                self.assertEqual(len(two.listed()), 1000)
                # The same event with another body is told by whichever gets it.
                self.assertEqual(post(two.port, event("evt_1", 201)), 409)

    def test_what_it_may_lose_is_told_at_the_start(self):
        def told():
            (self.folder / "stderr").write_text("")
            stderr = self.folder / "stderr"
            with Listener(self.folder, store=self.redis.url):
                # It comes after the warnings.
                self.assertTrue(until(lambda: "without --forward" in stderr.read_text()))
                return stderr.read_text()

        self.assertNotIn("warning", told())
        self.redis.ask("CONFIG", "SET", "appendfsync", "everysec")
        self.assertIn("loses up to a second of answered events", told())
        self.redis.ask("CONFIG", "SET", "appendonly", "no")
        self.assertIn("a crash loses every answered event since its last snapshot", told())

    def test_a_password_is_needed_and_not_shown(self):
        self.redis.ask("CONFIG", "SET", "requirepass", "hunter2-hunter2")
        (self.folder / "password").write_text("hunter2-hunter2\n")
        words = ("--store-password-file", self.folder / "password")
        with Listener(self.folder, *words, store=self.redis.url) as listener:
            self.assertEqual(post(listener.port, event("evt_1")), 200)
            self.assertNotIn("hunter2", (self.folder / "stderr").read_text())
        for more, code in ((words, PASS), ((), USAGE)):
            done = program.run("webhook", "events", "list", "--store", self.redis.url, *more)
            self.assertEqual(done.code, code, done.stderr)
            self.assertNotIn("hunter2", done.stdout + done.stderr)
        self.assertIn("NOAUTH", done.stderr)

    def test_a_redis_that_repeats_what_it_does_not_know(self):
        self.redis.kill()
        self.redis.argv += ["--rename-command", "AUTH", "NOTHING"]
        self.redis.start()
        (self.folder / "password").write_text("hunter2-hunter2")
        done = program.run(
            "webhook", "events", "list", "--store", self.redis.url,
            "--store-password-file", self.folder / "password",
        )
        self.assertEqual(done.code, USAGE)
        self.assertIn("does not take this user and password", done.stderr)
        self.assertNotIn("hunter2", done.stderr)


if __name__ == "__main__":
    unittest.main()
