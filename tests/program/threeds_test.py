"""`threeds lint`, `decode` and `explain`, as a shell has them."""

import base64
import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

_NUMBER, _NAME = "4111111111111111", "Ada Lovelace"
_ID = "8a880dc0-d2d2-4067-bcb1-b08d1690b26e"
_REQUEST = {
    "messageType": "AReq", "messageVersion": "2.2.0", "deviceChannel": "02",
    "messageCategory": "01", "threeDSServerTransID": _ID, "acctNumber": _NUMBER,
    "cardholderName": _NAME, "cardExpiryDate": "3012", "acquirerBIN": "400000",
    "acquirerMerchantID": "9876", "mcc": "5411", "merchantCountryCode": "276",
    "merchantName": "Shop", "notificationURL": "https://shop.test/3ds",
    "threeDSRequestorURL": "https://shop.test", "threeDSRequestorAuthenticationInd": "01",
    "threeDSCompInd": "Y", "browserAcceptHeader": "text/html", "browserUserAgent": "Mozilla/5.0",
    "browserJavascriptEnabled": True, "browserJavaEnabled": False, "browserLanguage": "de-DE",
    "browserColorDepth": "24", "browserScreenHeight": "1080", "browserScreenWidth": "1920",
    "browserTZ": "-120", "purchaseAmount": "1000", "purchaseCurrency": "978",
    "purchaseExponent": "2", "purchaseDate": "20301231235959",
}
_ANSWER = {
    "messageType": "ARes", "messageVersion": "2.2.0", "threeDSServerTransID": _ID,
    "acsTransID": _ID, "dsTransID": _ID, "transStatus": "Y", "eci": "05",
    "authenticationValue": "AAABBBCCCDDDEEEFFFGGGHHHIII=", "acsReferenceNumber": "acs",
    "dsReferenceNumber": "ds",
}


def lint(text, *words):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "messages"
        file.write_text(text if isinstance(text, str) else json.dumps(text))
        done = program.run("threeds", "lint", file, "--json", *words)
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    for secret in (_NUMBER, _NAME, "AAABBBCCC"):
        assert secret not in done.stdout + done.stderr, secret
    return done


def rules(done):
    return {each["rule"].removeprefix("threeds/") for each in done.json["findings"]}


class LintTest(unittest.TestCase):
    """Messages in files."""

    def test_a_message_without_a_fault(self):
        done = lint(_REQUEST)
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual(rules(done), set())
        message = done.json["data"]["transactions"][0]["messages"][0]
        self.assertEqual(message["flow"], "browser, payment")

    def test_defects_one_by_one(self):
        for change, wanted in (
            ({"browserColorDepth": "30"}, {"field-malformed"}),
            ({"browserLanguage": "en-GB-oxendict"}, {"field-malformed"}),
            ({"browserTZ": "UTC+02:00"}, {"field-malformed"}),
            ({"browserJavaEnabled": "N"}, {"field-malformed"}),
            ({"purchaseAmount": "10.00"}, {"field-malformed"}),
            ({"purchaseAmount": ""}, {"field-missing"}),
            ({"browserJavascriptEnabled": None}, {"field-missing"}),
            ({"purchaseCurrency": "392"}, {"amount-exponent"}),
            ({"threeDSCompInd": "N"}, {"method-incomplete"}),
            ({"browserIP": "127.0.0.1"}, {"browser-data-doubtful"}),
            ({"trustListStatus": "Y"}, {"field-forbidden"}),
            ({"browserColourDepth": "24"}, {"field-unknown"}),
            ({"messageVersion": "2.9.0"}, {"version-unknown"}),
        ):
            with self.subTest(change):
                self.assertEqual(rules(lint({**_REQUEST, **change})), wanted)

    def test_a_transaction_in_a_log(self):
        lines = [{"time": 1, "body": _REQUEST}, {"time": 2, "body": _ANSWER}]
        done = lint("\n".join(map(json.dumps, lines)) + "\n")
        self.assertEqual(rules(done), set(), program.told(done))
        self.assertEqual(len(done.json["data"]["transactions"]), 1)
        lines[1]["body"] = {**_ANSWER, "eci": "07"}
        self.assertEqual(rules(lint("\n".join(map(json.dumps, lines)))), {"eci-incoherent"})
        other = {**_ANSWER, "threeDSServerTransID": _ID.replace("8a", "9b")}
        self.assertEqual(rules(lint([_REQUEST, other])), {"ids-differ"})

    def test_a_challenge_that_was_never_mounted(self):
        challenge = {
            **_ANSWER, "transStatus": "C", "acsURL": "https://acs.test/", "acsChallengeMandated": "Y",
            "authenticationType": "02",
        }
        del challenge["authenticationValue"], challenge["eci"]
        for messages in ([_REQUEST, challenge], [challenge]):
            done = lint(messages)
            self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        result = {"messageType": "RReq", "messageVersion": "2.2.0", "threeDSServerTransID": _ID,
                  "transStatus": "N", "challengeCancel": "05"}
        done = lint([_REQUEST, challenge, result])
        self.assertEqual(done.code, FINDINGS)
        self.assertIn("challenge-open", rules(done))

    def test_a_line_that_was_cut_off_is_no_pass(self):
        line = json.dumps(_REQUEST)
        self.assertEqual(lint(f"INFO {line}\nother words\n").code, PASS)
        done = lint(f"{line}\n{line[:-20]}\n")
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        self.assertIn("was not judged", done.json["inconclusive"][0]["reason"])

    def test_a_gateway_s_own_request(self):
        request = {"amount": 1000, "additionalData": {"scaExemption": "low_value"}}
        done = lint(request, "--profile", "adyen")
        self.assertEqual(rules(done), {"exemption-unknown"})
        self.assertIn("lowValue", done.json["findings"][0]["fix"])
        request["additionalData"]["scaExemption"] = "lowValue"
        self.assertEqual(rules(lint(request, "--profile", "adyen")), set())
        self.assertEqual(lint(request, "--profile", "nobody").code, USAGE)
        self.assertEqual(lint("{", "--profile", "adyen").code, USAGE)

    def test_what_stands_in_the_wrong_place_is_not_shown(self):
        where = (
            "threeDSRequestorChallengeInd", "threeDSRequestorAuthenticationInd", "billAddrCountry",
            "messageVersion", "purchaseExponent", "transStatus", "threeDSServerTransID", "mcc",
        )
        for field in where:
            for secret in (f"x {_NUMBER}", _NAME, _ANSWER["authenticationValue"]):
                lint({**_REQUEST, field: secret})
                lint([_REQUEST, {**_ANSWER, field: secret, "eci": secret}])
        lint({"messageType": "Erro", "messageVersion": "2.2.0", "errorCode": _NAME,
              "errorMessageType": _NAME, "errorDetail": f"cardholderName={_NAME} {_NUMBER}"})

    def test_what_is_none(self):
        for text in ("", "{}", "[1]", "{", "no message", '{"messageType": "XReq"}'):
            with self.subTest(text):
                done = lint(text)
                self.assertEqual(done.code, USAGE, program.told(done))
        self.assertEqual(program.run("threeds", "lint", "/nowhere").code, USAGE)


class DecodeTest(unittest.TestCase):
    """What a form field has."""

    def test_right_and_odd(self):
        text = json.dumps({"messageType": "CReq", "a": "\u00fc??>"}, separators=(",", ":"))
        good = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        done = program.run("threeds", "decode", good)
        self.assertEqual((done.code, done.stderr), (PASS, ""))
        self.assertEqual(json.loads(done.stdout), json.loads(text))
        for odd, told in (
            (base64.urlsafe_b64encode(text.encode()).decode(), "padded"),
            (f"creq={good}%3D", "percent-encoded"),
            (base64.urlsafe_b64encode(good.encode()).decode().rstrip("="), "encoded 2 times"),
            (text, "JSON itself"),
        ):
            done = program.run("threeds", "decode", odd)
            self.assertEqual(done.code, FINDINGS, odd)
            self.assertIn(told, done.stderr)
            self.assertEqual(json.loads(done.stdout), json.loads(text))
        done = program.run("threeds", "decode", "--json", f"{good}==")
        self.assertEqual(len(json.loads(done.stdout)["oddities"]), 1)

    def test_no_card_number(self):
        text = base64.urlsafe_b64encode(json.dumps({**_REQUEST, **_ANSWER}).encode()).decode()
        for words in ((), ("--json",)):
            done = program.run("threeds", "decode", text.rstrip("="), *words)
            for secret in (_NUMBER, _NAME, "AAABBBCCC", '"3012"'):
                self.assertNotIn(secret, done.stdout + done.stderr)

    def test_what_cannot_be_read(self):
        for text in ("ab*c", "abcde", "@/nowhere", "AQID"):
            self.assertEqual(program.run("threeds", "decode", text).code, USAGE, text)


class ExplainTest(unittest.TestCase):
    """Codes and fields."""

    def test_codes(self):
        self.assertIn("no failure", program.run("threeds", "explain", "transStatus", "C").stdout)
        for network, means in (("visa", "an attempt"), ("mastercard", "exempt")):
            done = program.run("threeds", "explain", "eci", "06", "--network", network)
            self.assertIn(means, done.stdout)
        done = program.run("threeds", "explain", "transStatusReason", "--json")
        self.assertEqual(len(json.loads(done.stdout)), 30)
        self.assertIn("enum(1,4,8", program.run("threeds", "explain", "browsercolordepth").stdout)
        for words in (("nothing",), ("transStatus", "Z"), ("eci", "06", "--network", "nobody")):
            self.assertEqual(program.run("threeds", "explain", *words).code, USAGE, words)


if __name__ == "__main__":
    unittest.main()
