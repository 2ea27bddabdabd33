"""Many runs of many cases on a few benches, and one table of what came of them.

A test gives two functions:
    find(bench, case)             -> how many points there are, and two lists of them to draw from:
                                     the dull ones (loading, reading) and the others
    strike(bench, case, point, seed) -> whether it hit, and the Verdict
"""

import argparse
import collections
import pathlib
import queue
import random
import tempfile
import threading
import time

import rig
from bench import Bench

SHOWN_FAULTS = 20
DULL_SHARE = 5  # one in so many of a sample


def parser(description, unit):
    made = argparse.ArgumentParser(description=description)
    rig.add_program_arguments(made)
    made.add_argument("--ptkill", required=True, type=pathlib.Path)
    made.add_argument("--sample", type=int, default=24, help=f"{unit}s of each case; default 24")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--full", action="store_true", help=f"every {unit} of every case")
    made.add_argument("--case", action="append", help="only this one; repeatable")
    made.add_argument("--point", help=f"only this {unit}, as a fault names it")
    made.add_argument("--jobs", type=int, default=2)
    made.add_argument("--expect-duplicates", action="store_true",
                      help="succeed only if something was sent twice: for a control")
    return made


def choose(options, case, dull, others):
    if options.point:
        return [point for point in [*dull, *others] if str(point) == options.point]
    if options.full:
        return [*dull, *others]
    chance = random.Random(f"{options.seed} {case.name}")
    few = min(len(dull), options.sample // DULL_SHARE)
    return chance.sample(dull, few) + chance.sample(others, min(len(others), options.sample - few))


class Tally:
    """What came of the runs of one case."""

    def __init__(self, points):
        self.points, self.runs, self.hits, self.bad_runs = points, 0, 0, 0
        self.duplicates, self.vanished = 0, 0
        self.states = collections.Counter()

    def add(self, hit, verdict):
        self.runs += 1
        self.hits += hit
        self.duplicates += verdict.duplicates
        self.vanished += verdict.vanished
        self.bad_runs += bool(verdict.faults)
        self.states += verdict.states


class Campaign:
    def __init__(self, options, folder, find, strike):
        self.options, self.find, self.strike = options, find, strike
        self.work, self.lock = queue.Queue(), threading.Lock()
        self.tallies, self.faults = {}, []
        programs = rig.Programs(options)
        self.benches = [Bench(programs, folder / str(n)) for n in range(options.jobs)]

    def plan(self, cases):
        for case in cases:
            points, dull, others = self.find(self.benches[0], case)
            self.tallies[case.name] = Tally(points)
            for point in choose(self.options, case, dull, others):
                self.work.put((case, point))

    def labour(self, bench):
        while True:
            try:
                case, point = self.work.get_nowait()
            except queue.Empty:
                return
            self.one_run(bench, case, point)

    def one_run(self, bench, case, point):
        tally = self.tallies[case.name]
        try:
            hit, verdict = self.strike(bench, case, point, self.options.seed)
        except Exception as error:  # pylint: disable=broad-except -- a fault like any other
            faults = [f"{type(error).__name__}: {error}"]
            with self.lock:
                tally.bad_runs += 1
        else:
            faults = verdict.faults
            with self.lock:
                tally.add(hit, verdict)
        with self.lock:
            self.faults += [f"{case.name} at {point}: {fault}" for fault in faults]

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
        print(f"{'case':<12}{'points':>7}{'runs':>6}{'hits':>6}{'twice':>6}{'gone':>5}{'bad':>5}"
              "  in the end")
        for name, tally in self.tallies.items():
            states = " ".join(f"{state}={count}" for state, count in sorted(tally.states.items()))
            print(f"{name:<12}{tally.points:>7}{tally.runs:>6}{tally.hits:>6}"
                  f"{tally.duplicates:>6}{tally.vanished:>5}{tally.bad_runs:>5}  {states}")


def carry_out(options, cases, find, strike, control=lambda twice, gone: twice):
    """The whole test. Returns its exit status. `control` says of a program that is known to be
    wrong, by what was sent twice and what was printed but is gone, whether the test saw it."""
    if options.case:
        cases = [case for case in cases if case.name in options.case]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bkxsms-crash-") as folder:
        campaign = Campaign(options, pathlib.Path(folder), find, strike)
        try:
            campaign.plan(cases)
            campaign.run()
        finally:
            campaign.stop()
    campaign.print_table()
    runs = sum(tally.runs for tally in campaign.tallies.values())
    twice = sum(tally.duplicates for tally in campaign.tallies.values())
    gone = sum(tally.vanished for tally in campaign.tallies.values())
    print(f"seed {options.seed}: {runs} runs in {time.monotonic() - begun:.0f} s, "
          f"{twice} sent twice, {gone} gone, {len(campaign.faults)} faults")
    if options.expect_duplicates:
        seen = control(twice, gone)
        print("the test sees what the control does wrong" if seen else
              "THE TEST IS BLIND: the control passed it")
        return 0 if seen else 1
    for fault in campaign.faults[:SHOWN_FAULTS]:
        print(fault)
    return 1 if campaign.faults or not runs else 0
