"""Twenty runs against one server tell the same story."""

import json
import unittest

import gateways
import peers
import program
import relays

_RUNS = 20
_TIMES = {"started", "duration_ms", "round_trip_ms"}


def _without_times(value):
    """The report without what a clock put in."""
    if isinstance(value, dict):
        return {key: _without_times(inner) for key, inner in value.items() if key not in _TIMES}
    if isinstance(value, list):
        return [_without_times(inner) for inner in value]
    return value


class RepeatTest(program.ProgramTest):
    """Byte for byte but for times: order counts."""

    def _same(self, *arguments):
        texts = [
            json.dumps(_without_times(program.probe(*arguments).document), indent=1)
            for _ in range(_RUNS)
        ]
        for text in texts[1:]:
            self.assertEqual(text, texts[0])

    def test_nginx(self):
        with gateways.nginx_intermediate(workers=2) as gateway:
            self._same(*program.at(gateway))

    def test_gnutls(self):
        with gateways.gnutls_serv(priority="NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3") as gateway:
            self._same(*program.at(gateway))

    def test_not_tls(self):
        with relays.listening(peers.plain_http) as listener:
            self._same(listener.address)

    def test_closed_port(self):
        self._same(f"127.0.0.1:{gateways.free_port()}")


if __name__ == "__main__":
    unittest.main()
