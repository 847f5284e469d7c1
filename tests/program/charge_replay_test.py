"""`charge replay` against the sandbox: a gateway that is right is never accused, and each defect is
proven."""

import json
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import gateways
import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE
from sandboxes import CHARGE, PROFILES, sandbox

PROVOKE = ("--provoke", "Checkoutdiag-Fault: status 500 after-commit")
KEY = "11111111-2222-4333-8444-555555555555"
SECRET = "sk_test_51ReplayMustNotAppear"
_RUNS = 12  # of each of the nine profiles: more than a hundred runs


def replay(box, *options, profile="generic", verify=True, body=None, env=None, within=60):
    """Runs it in JSON, and checks the report against its schema."""
    payload = box.home / "charge.json"
    payload.write_text(json.dumps(body or CHARGE))
    counted = ("--verify-url", box.charges + "?limit=100") if verify else ()
    done = program.run(
        *("charge", "replay", "--json", "--profile", profile, "--url", box.charges),
        *("--payload", payload, *counted, *options),
        env=env,
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


def undecided(done):
    """The rules that could not be decided."""
    return {each["rule"].split("/")[1] for each in done.json["inconclusive"]}


class RightGatewayTest(unittest.TestCase):
    """Nobody is accused who documents what he does and does it."""

    # What a profile documents, and is a danger all the same.
    _TWICE = {"checkoutcom": {"error-executes-again"}}
    _DOCUMENTED = {"checkoutcom": {"error-executes-again"}, "stripe": {"error-is-stored"},
                   "ietf": {"error-is-stored"}, "adyen": {"error-is-stored"},
                   "worldline": {"error-is-stored"}}

    def _check(self, profile):
        with sandbox("--profile", profile) as box:
            done = replay(box, *PROVOKE, profile=profile)
            truth = box.truth()
        errors = rules(done, ("error",))
        warnings = rules(done) - self._DOCUMENTED.get(profile, set())
        return profile, done, errors, warnings, truth

    def test_every_profile_is_recognised(self):
        with ThreadPoolExecutor(8) as pool:
            for profile, done, errors, warnings, truth in pool.map(
                self._check, PROFILES * _RUNS
            ):
                with self.subTest(profile=profile):
                    self.assertEqual(errors, self._TWICE.get(profile, set()), program.told(done))
                    self.assertEqual(warnings, set(), program.told(done))
                    self.assertEqual(done.code == FINDINGS, profile in self._TWICE)
                    self.assertEqual(undecided(done), set(), program.told(done))
                    # sequential, concurrent, lost, dropped and after-error make one charge each.
                    twice = profile == "checkoutcom"
                    self.assertEqual(len(truth["charges"]), 6 if twice else 5)

    def test_without_a_list_what_cannot_be_seen_is_not_a_pass(self):
        with sandbox("--profile", "paypal") as box:
            done = replay(box, profile="paypal", verify=False)
        self.assertIn(done.code, (PASS, INCONCLUSIVE))
        self.assertEqual(rules(done, ("error",)), set(), program.told(done))


class DefectTest(unittest.TestCase):
    """Each --break is proven, at every kind of gateway that can have it."""

    def _found(self, profile, defect, *options, **how):
        with sandbox("--profile", profile, "--break", defect, "--work", "20") as box:
            return replay(box, *options, profile=profile, **how)

    def test_no_deduplication(self):
        for profile in PROFILES:
            with self.subTest(profile=profile):
                done = self._found(profile, "no-deduplication")
                self.assertEqual(done.code, FINDINGS)
                wanted = {
                    "replay-executes-again",
                    "concurrent-executes-twice",
                    "lost-answer-executes-again",
                }
                self.assertLessEqual(wanted, rules(done, ("error",)), program.told(done))

    def test_no_deduplication_shows_in_the_ids_alone(self):
        done = self._found("generic", "no-deduplication", verify=False)
        self.assertLessEqual(
            {"replay-executes-again", "concurrent-executes-twice"}, rules(done, ("error",))
        )

    def test_sequential_only(self):
        for profile in PROFILES:
            with self.subTest(profile=profile):
                done = self._found(profile, "sequential-only")
                self.assertEqual(done.code, FINDINGS, program.told(done))
                self.assertIn("concurrent-executes-twice", rules(done, ("error",)))
                self.assertNotIn("replay-executes-again", rules(done, ("error",)))

    def test_a_key_that_is_forgotten_after_an_error(self):
        for profile in ("stripe", "adyen", "generic", "ietf", "worldline"):
            with self.subTest(profile=profile):
                done = self._found(profile, "forgets-after-error", *PROVOKE)
                self.assertEqual(done.code, FINDINGS, program.told(done))
                self.assertEqual(rules(done, ("error",)), {"error-executes-again"}, program.told(done))

    def test_a_payload_that_is_not_compared(self):
        for profile in ("stripe", "square", "generic", "ietf"):
            with self.subTest(profile=profile):
                done = self._found(profile, "payload-not-compared")
                self.assertIn("payload-not-compared", rules(done), program.told(done))

    def test_another_payload_that_is_charged(self):
        for profile in PROFILES:
            with self.subTest(profile=profile):
                done = self._found(profile, "executes-other-payload")
                self.assertEqual(done.code, FINDINGS, program.told(done))
                self.assertIn("payload-not-compared", rules(done, ("error",)), program.told(done))

    def test_a_mark_that_is_missing(self):
        done = self._found("stripe", "no-marker")
        self.assertIn("repetition-unmarked", rules(done), program.told(done))
        self.assertEqual(rules(done, ("error",)), set())

    def test_ids_that_change_without_a_charge_are_two_objects(self):
        done = self._found("generic", "new-ids")
        self.assertEqual(done.code, FINDINGS)
        self.assertIn("replay-executes-again", rules(done, ("error",)))


class AnswersTest(unittest.TestCase):
    """Faults on the way, and how they are told."""

    def test_a_gateway_that_is_not_there_is_not_judged(self):
        with sandbox() as box:
            gone = box
        with TemporaryDirectory() as home:
            gone.home = Path(home)
            done = replay(gone, "--retries", "0")
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        self.assertIn("could not be reached", program.told(done))

    def test_a_refusal_is_not_a_charge_in_flight(self):
        with sandbox("--scenario", "declined") as box:
            done = replay(box)
        self.assertEqual(done.code, FINDINGS)
        self.assertIn("charge-refused", rules(done))
        with sandbox("--profile", "stripe", "--work", "20000") as box:
            with ThreadPoolExecutor(1) as other:
                first = other.submit(box.post, CHARGE, Idempotency_Key=KEY)
                while not any(r["method"] == "POST" for r in box.truth()["requests"]):
                    pass
                done = replay(box, "--proofs", "sequential", "--key", KEY, profile="stripe")
                gateways.stop(box.process)
                self.assertIsNotNone(first.exception(timeout=10))
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        self.assertIn("still being executed", done.stdout)

    def test_an_outage_is_waited_for_with_one_key(self):
        with sandbox("--scenario", "unavailable-503") as box:
            done = replay(box, "--proofs", "sequential")
            truth = box.truth()
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual(len(truth["charges"]), 1)
        keys = {each["key"] for each in truth["requests"] if each["method"] == "POST"}
        self.assertEqual(len(keys), 1)

    def test_forms_and_keys_in_bodies(self):
        with sandbox("--profile", "square") as box:
            payload = box.home / "charge.form"
            payload.write_text("amount=500&currency=eur&metadata[order]=7\n")
            done = program.run(
                *("charge", "replay", "--json", "--profile", "square", "--url", box.charges),
                *("--payload", payload, "--proofs", "sequential,mismatch"),
                *("--verify-url", box.charges),
            )
        self.assertEqual(done.code, PASS, program.told(done))

    def test_tls_with_the_sandbox_own_authority(self):
        with sandbox("--profile", "stripe", tls=True) as box:
            done = replay(box, "--ca-file", box.ca, profile="stripe")
            self.assertEqual(done.code, PASS, program.told(done))
            without = replay(box, "--proofs", "sequential", "--retries", "0", profile="stripe")
        self.assertEqual(without.code, INCONCLUSIVE)
        self.assertIn("certificate", program.told(without))

    def test_two_hundred_at_once(self):
        with sandbox("--profile", "stripe", "--work", "50") as box:
            done = replay(
                box, "--proofs", "concurrent", "--concurrency", "200", profile="stripe", within=120
            )
            charges = box.truth()["charges"]
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual(len(charges), 1)
        self.assertEqual(done.json["data"]["proofs"][0]["released"], 200)


class SafetyTest(unittest.TestCase):
    """Nothing is sent where money is real, and no secret is told."""

    def _run(self, *options, **how):
        with TemporaryDirectory() as home:
            payload = Path(home) / "charge.json"
            payload.write_text(json.dumps(CHARGE))
            return program.run("charge", "replay", "--payload", payload, *options, **how)

    def test_a_test_host_gets_a_dry_run(self):
        done = self._run(
            *("--profile", "stripe", "--url", "https://api.stripe.com/v1/charges"),
            *("--auth-env", "STRIPE_KEY", "--json"),
            env={"STRIPE_KEY": SECRET},
        )
        self.assertEqual(done.code, INCONCLUSIVE, done.stderr)
        self.assertTrue(done.json["data"]["dry_run"])
        self.assertIn("nothing was sent", program.told(done))
        self.assertNotIn(SECRET, program.told(done))

    def test_a_live_key_and_an_unknown_host_are_refused(self):
        for url, key, send in (
            ("https://api.stripe.com/v1/charges", "sk_live_51Real", ("--send",)),
            ("http://127.0.0.1:9/v1/charges", "rk_live_51Real", ()),
            ("https://shop.example/pay", SECRET, ("--send",)),
        ):
            with self.subTest(url=url):
                done = self._run(
                    *("--profile", "stripe", "--url", url, "--auth-env", "KEY", *send),
                    env={"KEY": key},
                )
                self.assertEqual(done.code, USAGE, program.told(done))
                self.assertIn("--allow-live", done.stderr)
                self.assertNotIn("51Real", done.stderr)

    def test_secrets_stay_out_of_words_reports_and_journals(self):
        done = self._run(
            *("--url", "http://127.0.0.1:9/x", "--header", f"Authorization: Bearer {SECRET}")
        )
        self.assertEqual(done.code, USAGE)
        self.assertNotIn(SECRET, done.stderr)
        card = {**CHARGE, "card": {"number": "4242424242424242", "cvc": "123"}}
        with sandbox() as box:
            journal = box.home / "journal"
            done = replay(
                *(box, "--journal", journal, "--auth-env", "KEY", "--proofs", "sequential"),
                body=card,
                env={"KEY": SECRET},
            )
            kept = journal.read_text()
            truth = json.dumps(box.truth())
        self.assertEqual(done.code, PASS, program.told(done))
        for text in (done.stdout, done.stderr, kept, truth):
            self.assertNotIn(SECRET, text)
            self.assertNotIn("4242424242424242", text)

    def test_wrong_calls_are_one_clear_line(self):
        url = ("--url", "http://127.0.0.1:9/v1/charges")
        for options, word in (
            ((), "--url is missing"),
            (("--url", "ftp://x/"), "http or https"),
            ((*url, "--proofs", "sequentiell"), "sequential"),
            ((*url, "--proofs", "mismatch"), "sequential"),
            ((*url, "--profile", "strip"), "stripe"),
            ((*url, "--resume"), "--journal"),
            ((*url, "--verify-url", "http://10.0.0.1/"), "another host"),
            ((*url, "--object-id", "id"), "JSON Pointer"),
        ):
            with self.subTest(options=options):
                done = self._run(*options)
                self.assertEqual(done.code, USAGE, program.told(done))
                self.assertIn(word, done.stderr)
                self.assertLessEqual(len(done.stderr.splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
