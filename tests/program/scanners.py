"""What other scanners see on the same server: the judge of our own enumeration.

Both answers are sets per version under our keys ("tls1.2"): sslscan's hold ids ("0xC02B"), nmap's
hold
IANA names.
"""

import subprocess
import xml.etree.ElementTree as ElementTree

import gateways

_SCAN_WITHIN = 240
_SSLSCAN_VERSIONS = {
    "SSLv3": "ssl3",
    "TLSv1.0": "tls1.0",
    "TLSv1.1": "tls1.1",
    "TLSv1.2": "tls1.2",
    "TLSv1.3": "tls1.3",
}


def _output(argv):
    done = subprocess.run(argv, capture_output=True, text=True, timeout=_SCAN_WITHIN, check=True)
    return done.stdout


def sslscan_argv(address, *options):
    """sslscan writing XML; `options` narrow what it does."""
    return [
        gateways.program("sslscan"),
        "--xml=-",
        "--show-cipher-ids",
        "--no-colour",
        *options,
        address,
    ]


CIPHERS_ONLY = (
    "--no-heartbleed",
    "--no-compression",
    "--no-renegotiation",
    "--no-fallback",
    "--no-check-certificate",
)


def sslscan(address, name=None):
    """(suites, groups) that sslscan finds, as ids."""
    sni = [f"--sni-name={name}"] if name else []
    tree = ElementTree.fromstring(_output(sslscan_argv(address, *CIPHERS_ONLY, *sni)))
    suites, groups = {}, {}
    for found in tree.iter("cipher"):
        suites.setdefault(_SSLSCAN_VERSIONS[found.get("sslversion")], set()).add(_id(found))
    for found in tree.iter("group"):
        groups.setdefault(_SSLSCAN_VERSIONS[found.get("sslversion")], set()).add(_id(found))
    return suites, groups


def _id(element):
    return "0x" + element.get("id")[2:].upper()


def nmap_argv(port, script="+ssl-enum-ciphers", host=gateways.LOOPBACK):
    """nmap's script on one port, as an ordinary user would run it."""
    return [
        gateways.program("nmap"),
        "--unprivileged",
        "-sT",
        "-Pn",
        "-n",
        "-p",
        str(port),
        "--script",
        script,
        "-oX",
        "-",
        host,
    ]


def nmap(port):
    """The suites that nmap's ssl-enum-ciphers finds, as IANA names."""
    tree = ElementTree.fromstring(_output(nmap_argv(port)))
    script = tree.find(".//script[@id='ssl-enum-ciphers']")
    suites = {}
    for version in [] if script is None else script.findall("table"):
        names = version.findall("./table[@key='ciphers']/table/elem[@key='name']")
        suites[_nmap_version(version.get("key"))] = {_nmap_name(element.text) for element in names}
    return suites


def _nmap_version(key):
    return {"SSLv3": "ssl3"}.get(key, key.replace("TLSv", "tls"))


def _nmap_name(name):
    """nmap calls the suites of TLS 1.3 TLS_AKE_WITH_... (nmap #2883)."""
    return name.replace("TLS_AKE_WITH_", "TLS_")
