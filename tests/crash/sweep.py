#!/usr/bin/env python3
"""Kills bkxsms with SIGKILL at its system calls and judges what is left after recovery.

Without --full a seeded sample of the stops: a fifth of it where the program starts and reads, the
rest from its first write on. A run is repeated by --case NAME --stop N --seed S.
"""

import argparse
import collections
import pathlib
import queue
import random
import sys
import tempfile
import threading
import time

import rig
from bench import Bench
from cases import CASES

KILLED = 137
SHOWN_FAULTS = 20


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    rig.add_program_arguments(parser)
    parser.add_argument("--ptkill", required=True, type=pathlib.Path)
    parser.add_argument("--sample", type=int, default=24, help="stops of each case; default 24")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="every stop of every case")
    parser.add_argument("--case", action="append", help="only this one; repeatable")
    parser.add_argument("--stop", type=int, help="only this stop")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--expect-duplicates", action="store_true",
                        help="succeed only if something was sent twice: for the naive build")
    return parser.parse_args()


def choose_stops(options, case, report):
    total, first_write = int(report["stops"]), int(report["first_write"])
    if options.stop:
        return [options.stop]
    if options.full or total <= options.sample:
        return range(1, total + 1)
    chance = random.Random(f"{options.seed} {case.name}")
    early = range(1, first_write)
    late = range(first_write, total + 1)
    few = min(len(early), options.sample // 5)
    return sorted(chance.sample(early, few) +
                  chance.sample(late, min(len(late), options.sample - few)))


def run_once(bench, case, stop, seed):
    chance = random.Random(f"{seed} {case.name} {stop}")
    before = bench.set_up(case)
    result = case.interrupt(bench.home, bench.ptkill(stop))
    killed = bench.report()["killed"] != "0"
    verdict, printed = bench.recover(case, result, chance)
    verdict.require(result.status == (KILLED if killed else 0),
                    f"ended with {result.status}: {result.err[-300:]}")
    return killed, bench.finish(case, before, verdict, printed)


class Tally:
    """What came of the runs of one case."""

    def __init__(self, stops):
        self.stops, self.runs, self.kills, self.duplicates, self.bad_runs = stops, 0, 0, 0, 0
        self.states = collections.Counter()

    def add(self, killed, verdict):
        self.runs += 1
        self.kills += killed
        self.duplicates += verdict.duplicates
        self.bad_runs += bool(verdict.faults)
        self.states += verdict.states


class Sweep:
    def __init__(self, options, folder):
        self.options, self.programs = options, rig.Programs(options)
        self.work, self.lock = queue.Queue(), threading.Lock()
        self.tallies, self.faults = {}, []
        self.benches = [Bench(self.programs, folder / str(n)) for n in range(options.jobs)]

    def plan(self, cases):
        bench = self.benches[0]
        for case in cases:
            bench.set_up(case)
            case.interrupt(bench.home, bench.ptkill(0))
            report = bench.report()
            self.tallies[case.name] = Tally(int(report["stops"]))
            for stop in choose_stops(self.options, case, report):
                self.work.put((case, stop))

    def labour(self, bench):
        while True:
            try:
                case, stop = self.work.get_nowait()
            except queue.Empty:
                return
            try:
                killed, verdict = run_once(bench, case, stop, self.options.seed)
            except Exception as error:  # pylint: disable=broad-except -- a fault like any other
                killed, faults = False, [f"{type(error).__name__}: {error}"]
                with self.lock:
                    self.tallies[case.name].bad_runs += 1
            else:
                faults = verdict.faults
                with self.lock:
                    self.tallies[case.name].add(killed, verdict)
            with self.lock:
                self.faults += [f"{case.name} at stop {stop}: {fault}" for fault in faults]

    def run(self):
        threads = [threading.Thread(target=self.labour, args=(bench,)) for bench in self.benches]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self):
        for bench in self.benches:
            bench.stop()

    def print_table(self):
        print(f"{'case':<12}{'stops':>7}{'runs':>6}{'kills':>7}{'twice':>7}{'bad':>5}  in the end")
        for name, tally in self.tallies.items():
            states = " ".join(f"{state}={count}" for state, count in sorted(tally.states.items()))
            print(f"{name:<12}{tally.stops:>7}{tally.runs:>6}{tally.kills:>7}"
                  f"{tally.duplicates:>7}{tally.bad_runs:>5}  {states}")


def main():
    options = arguments()
    if not rig.can_trace(options.ptkill):
        rig.skip("ptrace is not allowed here")
    cases = [case for case in CASES if not options.case or case.name in options.case]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bkxsms-crash-") as folder:
        sweep = Sweep(options, pathlib.Path(folder))
        try:
            sweep.plan(cases)
            sweep.run()
        finally:
            sweep.stop()
    sweep.print_table()
    duplicates = sum(tally.duplicates for tally in sweep.tallies.values())
    runs = sum(tally.runs for tally in sweep.tallies.values())
    print(f"seed {options.seed}: {runs} runs in {time.monotonic() - begun:.0f} s, "
          f"{duplicates} sent twice, {len(sweep.faults)} faults")
    if options.expect_duplicates:
        print("the sweep sees the naive build's duplicates" if duplicates else
              "THE SWEEP IS BLIND: the naive build passed it")
        return 0 if duplicates else 1
    for fault in sweep.faults[:SHOWN_FAULTS]:
        print(fault)
    return 1 if sweep.faults else 0


if __name__ == "__main__":
    sys.exit(main())
