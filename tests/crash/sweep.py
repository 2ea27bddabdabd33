#!/usr/bin/env python3
"""Kills bkxsms with SIGKILL at its system calls and judges what is left after recovery.

A point is a stop as ptkill counts them. Without --full a seeded sample: a fifth of it where the
program starts and reads, the rest from its first write on. A run is repeated by --case NAME
--point N --seed S.
"""

import random
import sys

import campaign
import rig
from cases import CASES

KILLED = 137


def find(bench, case):
    bench.set_up(case)
    case.interrupt(bench.home, bench.ptkill(0))
    report = bench.report()
    stops, first_write = int(report["stops"]), int(report["first_write"])
    return stops, range(1, first_write), range(first_write, stops + 1)


def strike(bench, case, stop, seed):
    chance = random.Random(f"{seed} {case.name} {stop}")
    before = bench.set_up(case)
    result = case.interrupt(bench.home, bench.ptkill(stop))
    killed = bench.report()["killed"] != "0"
    verdict, printed = bench.recover(case, result, chance)
    verdict.require(result.status == (KILLED if killed else 0),
                    f"ended with {result.status}: {result.err[-300:]}")
    return killed, bench.finish(case, before, verdict, printed)


def main():
    options = campaign.parser(__doc__, "stop").parse_args()
    if not rig.can_trace(options.ptkill):
        rig.skip("ptrace is not allowed here")
    return campaign.carry_out(options, CASES, find, strike)


if __name__ == "__main__":
    sys.exit(main())
