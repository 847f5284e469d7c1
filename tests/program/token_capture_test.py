"""`token har` and `token trace` over what a real browser recorded of a shop with one defect."""

import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import checkout_captures
import program
from checkout_shops import CLEAN, Shop
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

_NUMBER = "4242424242424242"

# What each defect is called: the rule and its level, from the HAR file alone, with the console too,
# and from the trace.
_ERROR, _WARNING, _NOTE = "error", "warning", "note"
_HAR = {
    "csp_connect": {"policy-blocks": _ERROR, "exchange-missing": _ERROR},
    "csp_meta": {"policy-blocks": _ERROR, "exchange-missing": _ERROR},
    "csp_frame": {"policy-blocks": _ERROR, "challenge-not-mounted": _ERROR},
    "script_blocked": {"policy-blocks": _ERROR, "script-missing": _ERROR, "exchange-missing": _ERROR},
    "cors": {"exchange-failed": _ERROR},
    "cors_answer": {"exchange-failed": _ERROR},
    "refused": {"exchange-failed": _ERROR},
    "aborted": {"exchange-failed": _ERROR},
    "slow": {"exchange-slow": _WARNING},
    "redirect": {"exchange-redirected": _ERROR},
    "gateway_error": {"exchange-failed": _ERROR},
    "sync_xhr": {},
    "long_task": {},
    "third_party_task": {},
    "pan_to_own_host": {"card-number-leaked": _ERROR},
    "pan_in_url": {"card-number-leaked": _ERROR},
    "pan_beacon": {"card-number-leaked": _ERROR, "security-code-leaked": _ERROR},
    "pan_beacon_form": {"card-number-leaked": _ERROR, "security-code-leaked": _ERROR},
    "pan_console": {},
    "expired": {"expired": _ERROR},
    "double_use": {"used-twice": _ERROR},
    "double_click": {"asked-twice": _WARNING},
    "retry_same_token": {"used-twice": _ERROR, "use-refused": _NOTE},
    "never_used": {"never-used": _ERROR},
    "challenge_not_mounted": {"challenge-not-mounted": _ERROR},
}
_CONSOLE = {
    "cors": {"cors-refused": _ERROR},
    "cors_answer": {"cors-refused": _ERROR},
    "pan_console": {"card-number-leaked": _ERROR},
}
_TRACE = {
    "csp_connect": {"policy-blocks": _ERROR, "exchange-missing": _ERROR},
    "csp_meta": {"exchange-missing": _ERROR},
    "script_blocked": {"exchange-missing": _ERROR},
    "cors": {"exchange-failed": _ERROR},
    "refused": {"exchange-failed": _ERROR},
    "aborted": {"exchange-failed": _ERROR},
    "slow": {"exchange-slow": _WARNING},
    "gateway_error": {"exchange-failed": _ERROR},
    "sync_xhr": {"synchronous-request": _WARNING},
    "long_task": {"long-task": _WARNING, "reply-delayed": _WARNING},
    "third_party_task": {"long-task": _WARNING, "reply-delayed": _WARNING},
    "pan_in_url": {"card-number-leaked": _ERROR},
    "double_click": {"asked-twice": _WARNING},
}
# A busy machine makes a page busy: tasks that no customer notices are no finding of ours.
_NOISE = {("long-task", _NOTE), ("reply-delayed", _NOTE)}


def judged(kind, file, *words):
    done = program.run("token", kind, file, "--json", *words)
    assert _NUMBER not in done.stdout + done.stderr
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


def told(done):
    """The findings of a report, by rule."""
    return {
        each["rule"].removeprefix("token/"): each["level"] for each in done.json["findings"]
    }


def without_noise(found):
    return {rule: level for rule, level in found.items() if (rule, level) not in _NOISE}


@unittest.skipIf(checkout_captures.missing(), checkout_captures.missing())
class CaptureTest(unittest.TestCase):
    """A shop, a gateway and a real Chromium."""

    @classmethod
    def setUpClass(cls):
        cls._folder = TemporaryDirectory()
        cls.addClassCleanup(cls._folder.cleanup)
        cls.made, cls.endpoint = {}, {}
        with checkout_captures.Camera() as camera:
            for defect in (*CLEAN, *_HAR):
                with Shop(defect) as shop:
                    cls.made[defect] = camera.take(shop, Path(cls._folder.name) / defect)
                    cls.endpoint[defect] = (
                        "--endpoint", f"{shop.origins['gateway']}/v1/tokens"
                    )

    def _judged(self, kind, defect, *words):
        made = self.made[defect]
        file = made.har if kind == "har" else made.trace
        return judged(kind, file, *self.endpoint[defect], *words)

    def test_a_clean_checkout_has_no_finding(self):
        for name in CLEAN:
            with self.subTest(name=name):
                done = self._judged("har", name, "--console", self.made[name].console)
                self.assertEqual((done.code, told(done)), (PASS, {}), program.told(done))
                self.assertEqual(done.json["summary"]["inconclusive"], 0)
                done = self._judged("trace", name)
                self.assertEqual(done.code, PASS, program.told(done))
                self.assertEqual(without_noise(told(done)), {})

    def test_each_defect_from_the_har_file(self):
        for defect, wanted in _HAR.items():
            with self.subTest(defect=defect):
                done = self._judged("har", defect)
                self.assertEqual(told(done), wanted, program.told(done))
                self.assertEqual(done.code, FINDINGS if _ERROR in wanted.values() else
                                 INCONCLUSIVE if done.json["summary"]["inconclusive"] else PASS)
                done = self._judged("har", defect, "--console", self.made[defect].console)
                self.assertEqual(told(done), {**wanted, **_CONSOLE.get(defect, {})},
                                 program.told(done))

    def test_each_defect_from_the_trace(self):
        for defect, wanted in _TRACE.items():
            with self.subTest(defect=defect):
                done = self._judged("trace", defect)
                found = told(done)
                self.assertEqual({rule: found.get(rule) for rule in wanted}, wanted,
                                 program.told(done))
                self.assertEqual(without_noise(found).keys() - wanted.keys()
                                 - {"long-task", "reply-delayed"}, set())

    def test_whose_script_it_was(self):
        for defect, owner in (("long_task", "shop.test"), ("third_party_task", "tracker.test")):
            done = self._judged("trace", defect)
            task = next(f for f in done.json["findings"] if f["rule"] == "token/long-task")
            self.assertIn(owner, task["message"])
            self.assertEqual("third party" in task["message"], defect == "third_party_task")

    def test_where_the_card_went(self):
        for defect, place in (
            ("pan_to_own_host", "the request body of POST shop.test"),
            ("pan_in_url", "the URL of GET shop.test"),
            ("pan_beacon", "(a third party, a beacon)"),
        ):
            done = self._judged("har", defect)
            leak = next(
                f for f in done.json["findings"] if f["rule"] == "token/card-number-leaked"
            )
            self.assertIn(place, leak["message"])
            self.assertEqual(leak["evidence"]["number"], "424242…4242")

    def test_the_page_with_its_recording(self):
        """threeds page over the saved page, and what it did with an answer C."""
        for defect, code, rules in (
            ("challenge", PASS, set()),
            ("challenge_not_mounted", FINDINGS, {"token/challenge-not-mounted"}),
        ):
            with TemporaryDirectory() as folder:
                page = Path(folder) / "page.html"
                page.write_text("<title>checkout</title><form action=/pay method=post></form>")
                har = self.made[defect].har
                done = program.run("threeds", "page", page, "--origin", "http://shop.test",
                                   "--har", har, "--json", "--inconclusive", "pass")
            found = {f["rule"] for f in done.json["findings"]}
            self.assertEqual((done.code, found), (code, rules), program.told(done))

    def test_the_story_of_a_token(self):
        done = self._judged("har", "retry_same_token")
        (exchange,) = done.json["data"]["exchanges"]
        self.assertEqual([use["status"] for use in exchange["uses"]], [402, 400])
        self.assertTrue(exchange["token"].startswith("tok_"))
        self.assertLess(len(exchange["token"]), 10)
        person = program.run("token", "har", self.made["retry_same_token"].har,
                             *self.endpoint["retry_same_token"])
        self.assertLessEqual(max(map(len, person.stdout.splitlines())), 80, person.stdout)

    def test_no_file_has_a_number_in_any_output(self):
        for defect in ("pan_in_url", "pan_beacon", "pan_to_own_host"):
            with TemporaryDirectory() as folder:
                reports = [f"--report={kind}={folder}/r.{kind}" for kind in
                           program.REPORTS]
                done = program.run("token", "har", self.made[defect].har, "-v", *reports,
                                   *self.endpoint[defect])
                self.assertNotIn(_NUMBER, done.stdout + done.stderr)
                for kind in program.REPORTS:
                    with open(f"{folder}/r.{kind}", encoding="utf-8") as file:
                        self.assertNotIn(_NUMBER, file.read())


class CallTest(unittest.TestCase):
    """Calls and files that are wrong."""

    def test_what_is_no_recording(self):
        with TemporaryDirectory() as folder:
            file = f"{folder}/x"
            for text in ("", "{}", "[1]", "not JSON", json.dumps({"log": {"version": "1.2", "entries": []}})):
                with open(file, "w", encoding="utf-8") as out:
                    out.write(text)
                for kind in ("har", "trace"):
                    done = judged(kind, file)
                    expected = INCONCLUSIVE if "entries" in text and kind == "har" else USAGE
                    self.assertEqual(done.code, expected, (text, kind, done.stderr))
                    if expected == USAGE:
                        self.assertIn("error", done.json)

    def test_options(self):
        for words in (
            ("--profile", "nobody"),
            ("--endpoint", "/v1/tokens"),
            ("--token", "id"),
            ("--token-life", "0"),
            ("--console", "/nowhere"),
        ):
            done = program.run("token", "har", "/dev/null", *words)
            self.assertEqual(done.code, USAGE, words)
        self.assertEqual(program.run("token", "har", "/nowhere/x.har").code, USAGE)
        self.assertEqual(program.run("token", "trace").code, USAGE)


if __name__ == "__main__":
    unittest.main()
