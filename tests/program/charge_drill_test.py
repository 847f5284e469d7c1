"""`charge drill` on real clients: each naive one's defect is named, and the careful one is safe."""

import shutil
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from node_packages import Packages
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

CLIENTS = Path(__file__).resolve().parent / "charge_clients"
_STRIPE = Packages("webhook_sdks")

# The defect that a client has, and the scenarios that bring it to light.
_NAIVE = {
    "new_key.py": ({"client-double-charges", "client-changes-key"}, ("reset-after-commit",)),
    "no_key.py": ({"client-double-charges", "client-sends-no-key"}, ("reset-after-commit",)),
    "no_retry.py": ({"client-loses-order"}, ("reset-after-commit",)),
    "always_ok.py": ({"client-reports-phantom"}, ("unavailable-always",)),
    "retries_declined.py": ({"client-retries-refusal"}, ("declined",)),
    "no_backoff.py": ({"client-lacks-backoff"}, ("unavailable-always",)),
    "fixed_delay.py": ({"client-lacks-backoff"}, ("unavailable-always",)),
    "storm.py": ({"client-storms"}, ("unavailable-always",)),
    "constant_key.py": ({"client-shares-key"}, ("clean", "reset-after-commit")),
    "ignores_retry_after.py": ({"client-ignores-retry-after"}, ("unavailable-503",)),
    "short_timeout.py": ({"client-loses-order"}, ("slow-answer",)),
}


def drill(client, *options, scenarios=(), env=None, within=120):
    """Runs it in JSON, and checks the report against its schema."""
    named = [word for each in scenarios for word in ("--scenario", each)]
    command = client if isinstance(client, tuple) else ("python3", "-B", CLIENTS / client)
    with TemporaryDirectory(prefix="checkoutdiag-orders-") as state:
        done = program.run(
            *("charge", "drill", "--json", "--deadline", "110", *named, *options, "--", *command),
            env={"CHARGE_STATE": state, **(env or {})},
            within=within,
        )
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


def rules(done, least=("error", "warning")):
    """The ids of the rules that failed at these levels, without their family."""
    return {
        each["rule"].split("/")[1] for each in done.json["findings"] if each["level"] in least
    }


class DrillTest(unittest.TestCase):
    """Clients in Python, a shell script, and what is wrong with them."""

    def test_the_careful_client_is_safe_in_every_scenario(self):
        done = drill("careful.py", "--kill-after-send")
        self.assertEqual(done.json["findings"], [], program.told(done))
        self.assertIn(done.code, (PASS, INCONCLUSIVE), program.told(done))
        scenarios = done.json["data"]["scenarios"]
        self.assertGreaterEqual(len(scenarios), 16)
        for each in scenarios:
            with self.subTest(scenario=each["scenario"]):
                self.assertEqual(each["verdict"], "safe")
                self.assertLessEqual(len(each["charges"]), 1)

    def test_each_naive_client_is_told_its_defect(self):
        def one(client):
            return client, drill(client, scenarios=_NAIVE[client][1])

        with ThreadPoolExecutor(4) as pool:
            for client, done in pool.map(one, _NAIVE):
                with self.subTest(client=client):
                    self.assertEqual(
                        _NAIVE[client][0] - rules(done), set(), program.told(done)
                    )

    def test_a_key_in_memory_alone_is_forgotten_over_a_crash(self):
        done = drill("memory_key.py", "--kill-after-send", scenarios=("clean",))
        self.assertEqual(done.code, FINDINGS)
        self.assertLessEqual({"client-forgets-key", "client-double-charges"}, rules(done))

    def test_a_client_that_hangs_is_stopped(self):
        done = drill("hangs.py", "--client-timeout", "2", scenarios=("stalled-body",))
        self.assertIn("client-hangs", rules(done), program.told(done))

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_curl_with_retries(self):
        client = ("sh", CLIENTS / "curl_retry.sh")
        done = drill(client, scenarios=("clean", "reset-after-commit"))
        self.assertNotIn("client-double-charges", rules(done), program.told(done))

    def test_a_bad_client_is_told_once_what_is_wrong_and_where(self):
        client = ("python3", "-B", CLIENTS / "new_key.py")
        done = program.run("charge", "drill", "--", *client, within=120)
        self.assertEqual(done.code, FINDINGS)
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^charged twice in \d+ of 20 scenarios: ")
        for scenario in ("clean", "reset-after-commit", "unavailable-always"):
            self.assertEqual(sum(each.startswith(scenario + "  ") for each in lines), 1)
        told = [each.split()[1] for each in lines if each.startswith(" ERROR ")]
        self.assertEqual(told, ["charge/client-double-charges", "charge/client-changes-key"])
        self.assertLess(len(lines), 80)

    def test_a_client_that_calls_nobody_has_its_last_words_told(self):
        client = ("sh", "-c", "echo no such module: payments >&2; exit 7")
        done = program.run("charge", "drill", "--", *client, within=120)
        self.assertEqual(done.code, INCONCLUSIVE)
        words = " ".join(done.stdout.split())
        self.assertIn("ended with 7 (it said: no such module: payments)", words)
        self.assertEqual(words.count("no such module"), 1)

    def test_no_command_and_no_such_command(self):
        self.assertEqual(program.run("charge", "drill").code, USAGE)
        done = program.run("charge", "drill", "--", "./no-such-client")
        self.assertEqual(done.code, USAGE)
        self.assertIn("no-such-client", done.stderr)


@unittest.skipIf(_STRIPE.missing(), _STRIPE.missing())
class StripeTest(unittest.TestCase):
    """Stripe's own SDK for Node.js."""

    def _drill(self, mode, *scenarios):
        place = _STRIPE.install()
        return drill(
            ("node", CLIENTS / "stripe_client.mjs", mode),
            *("--profile", "stripe", "--ca-env", "NODE_EXTRA_CA_CERTS"),
            scenarios=scenarios,
            env={"CHARGE_PACKAGES": str(place)},
        )

    def test_with_a_key_for_the_order_it_is_safe_where_it_is(self):
        done = self._drill("keyed", "clean", "reset-after-commit", "closed-after-commit")
        self.assertEqual(rules(done, ("error",)), set(), program.told(done))
        self.assertEqual({e["verdict"] for e in done.json["data"]["scenarios"]}, {"safe"})

    def test_an_application_that_calls_again_charges_twice(self):
        done = self._drill("naive", "gateway-timeout-504", "half-response")
        self.assertIn("client-changes-key", rules(done), program.told(done))


if __name__ == "__main__":
    unittest.main()
