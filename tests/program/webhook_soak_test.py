"""`webhook listen` under load for a minute: its memory does not grow, and nothing is lost."""

import os
import threading
import time
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from webhook_receiver import Application, Listener, event, post, until

# A sanitizer keeps what was freed, 256 MiB of it, which a slow machine fills for a minute.
os.environ["ASAN_OPTIONS"] = "quarantine_size_mb=8:" + os.environ.get("ASAN_OPTIONS", "")

_SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))


def resident(pid):
    """KiB."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


class SoakTest(unittest.TestCase):
    """Right, repeated and forged deliveries at the same time."""

    def test_memory_stays_flat(self):
        with TemporaryDirectory() as folder, Application() as app:
            with Listener(Path(folder), "--forward", app.url, "--jobs", "8") as listener:
                over, taken, lock = threading.Event(), set(), threading.Lock()

                def load(name):
                    number = 0
                    while not over.is_set():
                        key = f"evt_{name}_{number}"
                        if post(listener.port, event(key, 1000)) == 200:
                            with lock:
                                taken.add(key)
                        post(listener.port, event(key, 1000))
                        post(listener.port, event(key), {"Stripe-Signature": "t=1,v1=" + "0" * 64})
                        number += 1

                threads = [threading.Thread(target=load, args=(each,)) for each in range(4)]
                for each in threads:
                    each.start()
                sizes = []
                end = time.monotonic() + _SECONDS
                while time.monotonic() < end:
                    time.sleep(_SECONDS / 60)
                    sizes.append(resident(listener.process.pid))
                over.set()
                for each in threads:
                    each.join()
                self.assertGreater(len(taken), 1000)
                # The page cache of the store and the threads' stacks are there after a while.
                early, late = max(sizes[10:20]), max(sizes[-10:])
                self.assertLess(late, early * 1.1 + 1024, sizes)
                self.assertTrue(
                    until(lambda: not listener.listed("--state", "pending"), within=60)
                )
                self.assertEqual(taken - set(app.keys()), set())
                self.assertEqual(listener.stop(), 0)


if __name__ == "__main__":
    unittest.main()
