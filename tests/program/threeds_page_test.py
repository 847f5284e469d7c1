"""`threeds page` against servers of ours, and pages that were saved."""

import http.server
import json
import threading
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

_ACS = "https://acs.bank.example/challenge"
_SECRET = "s3cr3tvalue"
_PAGE = f"""<!doctype html>
<title>Pay</title>
<iframe name="challenge" width="500" height="600"></iframe>
<form method="post" action="{_ACS}" target="challenge">
<input type="hidden" name="creq" value="eyJtZXNzYWdlVHlwZSI6IkNSZXEifQ">
</form>
"""


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers with what the test put at a path: (status, headers, body)."""

    def do_GET(self):
        status, headers, body = self.server.pages.get(self.path.split("?")[0], (404, [], ""))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def page(*words, stdin=""):
    done = program.run("threeds", "page", *words, "--json", stdin=stdin)
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    assert _SECRET not in done.stdout + done.stderr
    return done


def rules(done, *levels):
    return {
        each["rule"].removeprefix("threeds/")
        for each in done.json["findings"]
        if not levels or each["level"] in levels
    }


def undecided(done):
    return {each["rule"].removeprefix("threeds/") for each in done.json["inconclusive"]}


class ServedTest(unittest.TestCase):
    """Pages that come from a server."""

    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.pages = {}
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def serve(self, path, body="", *headers, status=200):
        self.server.pages[path] = (status, headers, body)
        return self.base + path

    def test_what_is_no_page_is_no_pass(self):
        for body, kind, status in (
            ("", "text/html", 200),
            ("", "text/html", 204),
            ("{}", "application/json", 200),
            ("<p>x</p>", "text/html; charset=utf-16", 200),
        ):
            done = page(self.serve("/no", body, ("Content-Type", kind), status=status))
            self.assertEqual((done.code, undecided(done)), (INCONCLUSIVE, {"page-unread"}))

    def test_a_page_without_a_fault(self):
        acs = self.serve("/acs", "challenge")
        shop = self.serve(
            "/pay",
            _PAGE,
            ("Content-Security-Policy", "default-src 'self'; frame-src http:; form-action http:"),
            ("Set-Cookie", f"session={_SECRET}; SameSite=None; Secure"),
        )
        done = page(shop, "--acs", acs)
        self.assertEqual((done.code, rules(done)), (PASS, set()), program.told(done))
        self.assertEqual(done.json["data"]["acs"]["status"], 200)

    def test_policies_of_the_header_and_of_meta(self):
        acs = self.serve("/acs")
        meta = '<meta http-equiv=content-security-policy content="form-action \'self\'">'
        shop = self.serve("/pay", meta + _PAGE, ("Content-Security-Policy", "frame-src 'self' x.example"))
        done = page(shop, "--acs", acs)
        # The ACS is of the same host here, and those of issuers are not.
        self.assertEqual(rules(done, "error"), {"frame-blocked", "form-blocked"}, program.told(done))
        data = done.json["data"]
        self.assertEqual([each["source"] for each in data["policies"]], ["header", "meta"])
        self.assertEqual(data["frames"][0]["role"], "challenge")
        self.assertEqual(data["forms"][0]["fields"], ["creq"])

    def test_redirects_are_followed_told_and_bounded(self):
        self.serve("/pay", _PAGE, ("Content-Security-Policy", "frame-src 'none'"))
        first = self.serve("/", "", ("Location", f"/pay?token={_SECRET}"), status=302)
        acs = self.serve("/acs")
        done = page(first, "--acs", acs)
        self.assertIn("frame-blocked", rules(done, "error"), program.told(done))
        self.assertEqual(
            done.json["data"]["fetched"]["redirects"], [{"url": self.base + "/", "status": 302}]
        )
        loop = self.serve("/loop", "", ("Location", "/loop"), status=301)
        done = page(loop)
        self.assertEqual((done.code, undecided(done)), (INCONCLUSIVE, {"page-unread"}))
        self.assertIn("more than 5 redirects", done.json["inconclusive"][0]["reason"])

    def test_a_page_of_an_error_says_nothing_of_the_checkout(self):
        for status in (403, 404, 500):
            shop = self.serve("/pay", "", ("Content-Security-Policy", "default-src 'none'"), status=status)
            done = page(shop)
            self.assertEqual((done.code, rules(done)), (INCONCLUSIVE, set()), program.told(done))
            self.assertEqual(undecided(done), {"page-unread"})

    def test_an_acs_that_refuses_frames(self):
        shop = self.serve("/pay", "<p>pay")
        for headers, status, wanted in (
            ([("X-Frame-Options", "DENY")], 200, {"acs-refuses-frames"}),
            ([("Content-Security-Policy", "frame-ancestors 'none'")], 200, {"acs-refuses-frames"}),
            ([("X-Frame-Options", "DENY")], 405, set()),  # an error's page: not decided
            ([("X-Frame-Options", "SAMEORIGIN")], 200, set()),  # the same host, here
            ([], 200, set()),
        ):
            with self.subTest(headers):
                acs = self.serve("/acs", "", *headers, status=status)
                done = page(shop, "--acs", acs)
                self.assertEqual(rules(done), wanted, program.told(done))
        done = page(shop, "--acs", self.serve("/acs", "", status=405))
        self.assertEqual((done.code, undecided(done)), (INCONCLUSIVE, {"acs-refuses-frames"}))
        done = page(shop, "--acs", "http://127.0.0.1:1/")
        self.assertEqual((done.code, undecided(done)), (INCONCLUSIVE, {"acs-refuses-frames"}))

    def test_cookies_of_every_answer_on_the_way(self):
        self.serve("/pay", "<p>pay", ("Set-Cookie", f"cart={_SECRET}; SameSite=None; Secure"))
        first = self.serve(
            "/", "", ("Location", "/pay"), ("Set-Cookie", f"session={_SECRET}; SameSite=Lax"), status=303
        )
        done = page(first)
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual(rules(done), {"cookie-same-site"})
        self.assertEqual(page(first, "--fail-on", "warning").code, FINDINGS)
        self.assertEqual(
            {each["name"]: each["cross_site"] for each in done.json["data"]["cookies"]},
            {"session": False, "cart": True},
        )

    def test_for_a_person_the_first_line_is_the_cause(self):
        shop = self.serve("/pay", _PAGE, ("Content-Security-Policy", "default-src 'self'"))
        done = program.run("threeds", "page", shop, "--acs", self.base + "x.invalid/")
        self.assertEqual(done.code, USAGE)
        done = program.run("threeds", "page", shop, "--no-progress")
        self.assertEqual(done.code, FINDINGS)
        lines = done.stdout.splitlines()
        self.assertIn("threeds/frame-blocked", lines[2])
        self.assertIn("the ACS at https://acs.bank.example/challenge is blocked", lines[3])
        self.assertLessEqual(max(map(len, lines)), 80)


class SavedTest(unittest.TestCase):
    """Files, with what is known of them."""

    def setUp(self):
        home = TemporaryDirectory()
        self.addCleanup(home.cleanup)
        self.home = Path(home.name)

    def file(self, text, name="pay.html"):
        (self.home / name).write_text(text)
        return self.home / name

    def test_a_file_alone_is_no_pass(self):
        done = page(self.file(_PAGE))
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        self.assertEqual(undecided(done), {"frame-blocked", "form-blocked"})
        self.assertIsNone(done.json["data"]["page"])

    def test_headers_as_curl_writes_them(self):
        head = self.file(
            "HTTP/1.1 302 Found\r\nContent-Security-Policy: frame-src 'none'\r\n\r\n"
            f"HTTP/2 200\r\ncontent-security-policy: frame-src https:\r\nset-cookie: s={_SECRET}\r\n\r\n",
            "head.txt",
        )
        words = (self.file(_PAGE), "--origin", "https://shop.example", "--headers", head)
        done = page(*words)
        self.assertEqual((done.code, rules(done)), (PASS, {"cookie-same-site"}), program.told(done))
        done = page(*words, "--header", f"Content-Security-Policy: form-action 'self' /{_SECRET[:3]}")
        self.assertEqual(rules(done, "error"), {"form-blocked"}, program.told(done))

    def test_stdin_and_defects_one_by_one(self):
        for change, wanted in (
            (("width=\"500\"", "width=\"200\""), "frame-too-small"),
            (("width=\"500\"", "sandbox width=\"500\""), "frame-sandboxed"),
            (("name=\"creq\"", "name=\"CReq\""), "field-name-wrong"),
            (("method=\"post\"", ""), "form-not-posted"),
            (("<title>", "<script src=http://cdn.example/a.js></script><title>"), "mixed-content"),
        ):
            with self.subTest(wanted):
                where = ("--origin", "https://shop.example", "--header", "X-A: b")
                done = page("-", *where, stdin=_PAGE.replace(*change))
                self.assertEqual(rules(done, "error"), {wanted}, program.told(done))
        self.assertEqual(page("-", "--header", "X-A: b", stdin=_PAGE).code, PASS)

    def test_http_addresses_of_a_file_from_nowhere_are_no_verdict(self):
        done = page(self.file("<script src=http://cdn.example/a.js></script>"), "--header", "X-A: b")
        self.assertEqual((done.code, undecided(done)), (INCONCLUSIVE, {"mixed-content"}))

    def test_a_page_that_is_left_at_once_is_not_judged(self):
        done = page(self.file('<meta http-equiv="refresh" content="0; url=https://shop.example/pay">'))
        self.assertEqual((done.code, undecided(done)), (INCONCLUSIVE, {"page-unread"}))
        self.assertIn("https://shop.example/pay", done.json["inconclusive"][0]["reason"])

    def test_hostile_text_stays_text_in_every_report(self):
        card = "4111111111111111"
        name = "threeds-challenge\x1b[31m\n::set-output x" + card
        hostile = _PAGE.replace("challenge", name).replace(
            "<iframe", f"<iframe sandbox='{name}' title='<b>]]>'")
        reports = [f"--report={kind}={self.home / kind}" for kind in program.REPORTS]
        done = page("-", *reports, "--header", f"Content-Security-Policy: frame-src \x1b[31m{card}",
                    stdin=hostile)
        self.assertEqual(done.code, FINDINGS, program.told(done))
        for kind in program.REPORTS:
            text = (self.home / kind).read_text()
            self.assertNotIn("\x1b", text, kind)
            self.assertNotIn("\n::set-output", text, kind)
            self.assertNotIn(card, text, kind)

    def test_what_scripts_make_is_skipped_with_a_reason(self):
        done = program.run(
            "threeds", "page", self.file("<script>mount()</script>"), "--header", "X-A: b", "--verbose"
        )
        self.assertEqual(done.code, PASS)
        self.assertIn("what scripts make is not seen", done.stdout.replace("\n", " "))

    def test_a_file_that_cannot_be_read_is_no_pass(self):
        path = self.home / "wide.html"
        path.write_bytes(_PAGE.encode("utf-16"))
        self.assertEqual(page(path, "--header", "X-A: b").code, USAGE)

    def test_wrong_calls(self):
        for words in (
            (),
            ("https://shop.example/", "--header", "A: b"),
            ("https://shop.example/", "--origin", "https://shop.example"),
            (self.file(_PAGE), "--origin", "shop"),
            (self.file(_PAGE), "--header", "no colon"),
            (self.file(_PAGE), "--acs", "acs.example"),
            (self.home / "absent.html",),
        ):
            with self.subTest(words):
                done = page(*words)
                self.assertEqual(done.code, USAGE)
                self.assertTrue(json.loads(done.stdout)["error"]["message"])


if __name__ == "__main__":
    unittest.main()
