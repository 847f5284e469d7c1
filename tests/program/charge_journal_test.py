"""A run of `charge replay` that is killed at every step, and resumed: never a second key, never a
second charge."""

import json
import shutil
import subprocess
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import PASS, USAGE
from sandboxes import CHARGE, sandbox

SHIM = Path(__file__).resolve().parent / "kill_at.c"
PROOFS = "sequential,mismatch,concurrent,lost,dropped"
_CHARGES = 4  # mismatch makes none


def _words(box, journal, *more):
    return (
        *("charge", "replay", "--json", "--profile", "stripe", "--url", box.charges),
        *("--payload", box.home / "charge.json", "--proofs", PROOFS, "--concurrency", "3"),
        *("--verify-url", box.charges + "?limit=100", "--journal", journal, *more),
    )


@unittest.skipUnless(shutil.which("cc"), "there is no C compiler")
class KilledTest(unittest.TestCase):
    """Every step is a moment at which the machine could have lost power."""

    @classmethod
    def setUpClass(cls):
        cls._home = TemporaryDirectory(prefix="checkoutdiag-kill-")
        cls.addClassCleanup(cls._home.cleanup)
        cls.shim = Path(cls._home.name) / "kill_at.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", cls.shim, SHIM, "-ldl"], check=True
        )

    def _steps(self):
        with sandbox("--profile", "stripe") as box:
            (box.home / "charge.json").write_text(json.dumps(CHARGE))
            count = box.home / "count"
            env = {"LD_PRELOAD": str(self.shim), "KILL_COUNT": str(count)}
            done = program.run(*_words(box, box.home / "journal"), env=env)
            self.assertEqual(done.code, PASS, program.told(done))
            return count.stat().st_size

    def _killed_at(self, step):
        with sandbox("--profile", "stripe") as box:
            (box.home / "charge.json").write_text(json.dumps(CHARGE))
            journal = box.home / "journal"
            env = {"LD_PRELOAD": str(self.shim), "KILL_AT": str(step)}
            first = program.run(*_words(box, journal), env=env)
            before = box.truth()
            if journal.exists() and journal.stat().st_size > 0:
                second = program.run(*_words(box, journal, "--resume"))
            else:  # it had not begun: nothing can have been sent
                second = None
            return step, first, before, second, box.truth()

    def test_killed_at_every_step_and_resumed(self):
        steps = self._steps()
        self.assertGreater(steps, 60)
        killed = 0
        with ThreadPoolExecutor(12) as pool:
            for step, first, before, second, truth in pool.map(
                self._killed_at, range(1, steps + 1)
            ):
                with self.subTest(step=step, of=steps):
                    killed += first.code == -9
                    charged = [each["key"] for each in truth["charges"]]
                    self.assertEqual(len(charged), len(set(charged)), "a key was charged twice")
                    self.assertLessEqual(len(charged), _CHARGES)
                    if second is None:
                        self.assertEqual(before["requests_seen"], 0, "sent before it was written")
                        continue
                    self.assertEqual(len(charged), _CHARGES, program.told(second))
                    self.assertIn(second.code, (0, 3), program.told(second))
                    self.assertEqual(second.json["findings"], [], program.told(second))
        # Retries wait for a random time, so the last few steps may not be reached.
        self.assertGreater(killed, steps * 0.8)


class ResumeTest(unittest.TestCase):
    """What is not resumed."""

    def _journal(self, box):
        (box.home / "charge.json").write_text(json.dumps(CHARGE))
        journal = box.home / "journal"
        done = program.run(*_words(box, journal))
        self.assertEqual(done.code, PASS, program.told(done))
        return journal

    def test_a_finished_run_sends_nothing_again(self):
        with sandbox("--profile", "stripe") as box:
            journal = self._journal(box)
            before = box.truth()["requests_seen"]
            done = program.run(*_words(box, journal, "--resume"))
            self.assertEqual(done.code, PASS, program.told(done))
            self.assertEqual(box.truth()["requests_seen"], before)

    def test_a_journal_past_the_retention_is_refused(self):
        with sandbox("--profile", "stripe") as box:
            journal = self._journal(box)
            lines = journal.read_text().splitlines()
            head = json.loads(lines[0])
            head["created"] = int((time.time() - 25 * 3600) * 1000)
            journal.write_text("\n".join([json.dumps(head), *lines[1:]]) + "\n")
            done = program.run(*_words(box, journal, "--resume"))
        self.assertEqual(done.code, USAGE, program.told(done))
        self.assertIn("24 h", done.stdout)
        self.assertIn("new charge", done.stdout)

    def test_another_request_and_a_used_journal_are_refused(self):
        with sandbox("--profile", "stripe") as box:
            journal = self._journal(box)
            again = program.run(*_words(box, journal))
            self.assertEqual(again.code, USAGE)
            self.assertIn("--resume", again.stdout)
            (box.home / "charge.json").write_text(json.dumps({**CHARGE, "amount": 501}))
            other = program.run(*_words(box, journal, "--resume"))
            self.assertEqual(other.code, USAGE, program.told(other))


if __name__ == "__main__":
    unittest.main()
