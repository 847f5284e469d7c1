"""The doctor part of scripts/bench: near and far, beside the commands that it is made of."""

import doctor_cases
import gateways
import pki
import program
import relays

ROUND_TRIP = 0.040


def doctor(gateway, *words):
    """The command line for a gateway that is asked under its name."""
    anchors = ("--ca-file", pki.root().certificate)
    return [program.BINARY, "doctor", "--json", *anchors, *program.at(gateway), *words]


def parts(gateway):
    """What one would run by hand instead."""
    where = program.at(gateway)
    return (
        ("tls probe", [program.BINARY, "tls", "probe", "--json", *where]),
        ("ca chain", [program.BINARY, "ca", "chain", "--json", *where]),
        ("curl", ["curl", "-sk", "-o", "/dev/null", f"https://{gateway.address}/"]),
    )


def beside(title, gateway, runs, median, milliseconds, table):
    """doctor and its parts at one gateway; returns the seconds of doctor."""
    took = median(doctor(gateway), runs)
    rows = [("checkoutdiag doctor", milliseconds(took), "1.00")]
    for name, argv in parts(gateway):
        theirs = median(argv, runs)
        rows.append((name, milliseconds(theirs), f"{theirs / took:.2f}"))
    table(title, f"median of {runs} runs, process start included; ratio to doctor's",
          ("", "wall", "ratio"), rows)
    return took


def measure(runs, median, milliseconds, table, memory):
    """Both tables; returns rows for the table of aims."""
    with gateways.nginx_intermediate() as gateway:
        near = beside("doctor on loopback", gateway, runs, median, milliseconds, table)
        size = memory(doctor(gateway))
        with relays.relay((gateway.host, gateway.port), ROUND_TRIP) as relay:
            before = relay.accepted
            program.run(*doctor(relay)[1:])
            connections, most_open = relay.accepted - before, relay.most_open
        with relays.relay((gateway.host, gateway.port), ROUND_TRIP) as relay:
            far = beside(
                f"doctor behind {ROUND_TRIP * 1000:.0f} ms of round trip",
                relay, max(3, runs // 3), median, milliseconds, table,
            )
    with doctor_cases.filtered() as case:
        dropped = median([program.BINARY, "doctor", "--json", *case.arguments], 3)
    table(
        "doctor where nothing answers",
        "median of 3 runs with --timeout 1",
        ("", "wall"),
        [("port filtered", milliseconds(dropped))],
    )
    aims = [
        ("doctor, loopback", milliseconds(near), "< 1 s", near < 1),
        ("doctor, far", milliseconds(far), "< 3 s", far < 3),
        ("connections", connections, "< 60", connections < 60),
        ("open at once", most_open, "<= 8", most_open <= 8),
    ]
    if size is not None:
        aims.append(("memory", f"{size:.1f} MiB", "< 100 MiB", size < 100))
    return aims
