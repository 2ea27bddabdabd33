#!/usr/bin/env python3
"""Cuts the power while bkxsms writes its database, and judges what is left after recovery.

The program is stopped at one of its writes (logw.cpp), so the provider has what had left by then, and
the caller what was printed. Then the files are made anew as a disk might have them: what was flushed
is there; of what was written to a file after its last flush

    nothing      is there,
    everything   is there (what a kill leaves: this also proves that the record is whole),
    some         writes are there, in any order,
    torn         sectors of 512 bytes of the writes are there.

A point is ACT:STATE. --full is every act with every state, or as many as fit into FULL_POINTS of a
case. With --forget-wal-flushes the flushes of SQLite's log do not count, as with synchronous=NORMAL:
that must lose printed ids and send twice, or the test is blind.
"""

import contextlib
import dataclasses
import pathlib
import random
import sqlite3
import sys

import campaign
from cases import CASES, FAST, Case, SendCase, csv
from judge import Verdict, judge_printed

SECTOR = 512
STATES = ("nothing", "everything", "some", "torn")
FULL_POINTS = 1200
MANY, LONG_QUEUE = 1100, 260  # more than a commit of a bulk send; enough to move the log
DATABASE = "bkxsms.db"
NAMES = {".": DATABASE, "-wal": DATABASE + "-wal"}
KILLED = -9

COMMITS = {"send", "bulk", "queue", "hang-up", "late-5xx"}
POWER_CASES = [case for case in CASES if case.name in COMMITS] + [
    SendCase("many", CASES[0].scenario, MANY, command=("--json", "send", "--csv", "-"),
             stdin=csv(MANY)),
    Case("long-queue", FAST, LONG_QUEUE, reported=True),
]


@dataclasses.dataclass(frozen=True)
class Cut:
    act: int
    state: str

    def __str__(self):
        return f"{self.act}:{self.state}"


@dataclasses.dataclass
class Act:
    """`what` is create, write, truncate, sync, remove or close; see logw.cpp."""

    what: str
    name: str
    offset: int
    length: int
    data: bytes = b""


def read_record(file):
    """Of a program that was stopped before its first act there is none."""
    record, acts, at = file.read_bytes() if file.exists() else b"", [], 0
    while (end := record.find(b"\n", at)) >= 0:
        what, name, offset, length = record[at:end].decode().split()
        act, at = Act(what, name, int(offset), int(length)), end + 1
        if what == "write":
            act.data, at = record[at:at + act.length], at + act.length
        acts.append(act)
    return acts


def carry_out(content, act):
    """On a file's bytes."""
    if act.what == "truncate":
        del content[act.offset:]
        content.extend(bytes(act.offset - len(content)))
    elif act.what == "write":
        content.extend(bytes(max(0, act.offset - len(content))))
        content[act.offset:act.offset + len(act.data)] = act.data


def sectors(act):
    """One write as the disk makes it."""
    if act.what != "write":
        return [act]
    cuts = range(act.offset - act.offset % SECTOR + SECTOR, act.offset + len(act.data), SECTOR)
    edges = [act.offset, *cuts, act.offset + len(act.data)]
    return [Act("write", act.name, low, high - low, act.data[low - act.offset:high - act.offset])
            for low, high in zip(edges, edges[1:])]


class Disk:
    """What is surely on it, and what was only handed to it. A name is surely there, or surely gone,
    once the folder was flushed."""

    def __init__(self, files):
        self.sure = {name: bytearray(data) for name, data in files.items()}
        self.pending, self.names = {}, set(files)

    def take(self, act, forget_wal_flushes):
        if act.what == "sync" and act.name == "/":
            for name in self.names:
                self.sure.setdefault(name, bytearray())
            for name in set(self.sure) - self.names:
                del self.sure[name]
        elif act.what == "sync":
            if not (forget_wal_flushes and act.name == "-wal"):
                for waiting in self.pending.pop(act.name, []):
                    # Flushed, but perhaps under no name yet.
                    carry_out(self.sure.setdefault(act.name, bytearray()), waiting)
        elif act.what == "create":
            self.names.add(act.name)
        elif act.what == "remove":
            self.names.discard(act.name)
            self.pending.pop(act.name, None)
        elif act.what != "close":
            self.pending.setdefault(act.name, []).append(act)

    def after_cut(self, state, chance):
        files = {name: bytearray(data) for name, data in self.sure.items()}
        for name, waiting in self.pending.items():
            if state == "torn":
                waiting = [piece for act in waiting for piece in sectors(act)]
            if state in ("some", "torn"):
                share = chance.random()
                waiting = [act for act in waiting if chance.random() < share]
                chance.shuffle(waiting)
            if state != "nothing" and (waiting or name in files):
                for act in waiting:
                    carry_out(files.setdefault(name, bytearray()), act)
        if state == "everything":
            files = {name: files.get(name, bytearray()) for name in self.names}
        return files


def read_files(home):
    return {name: (home.folder / file).read_bytes() for name, file in NAMES.items()
            if (home.folder / file).exists()}


def write_files(home, files):
    for file in home.folder.glob(DATABASE + "*"):
        file.unlink()
    for name, data in files.items():
        handle = home.folder / NAMES[name]
        handle.touch(0o600)
        handle.write_bytes(data)


def begin(bench, case, log_is_there=True):
    before = bench.set_up(case)
    if not log_is_there:  # the last one out of another program takes the log with it
        with contextlib.closing(sqlite3.connect(bench.home.database)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before


class PowerCuts:
    def __init__(self, options):
        self.logw, self.forget_wal_flushes = options.logw.resolve(), options.forget_wal_flushes

    def recorder(self, bench, act):
        """The command that runs another one and stops it at this act; 0: never."""
        record = bench.folder / "record"
        record.unlink(missing_ok=True)
        return ["env", f"LD_PRELOAD={self.logw}", f"LOGW_RECORD={record}", f"LOGW_CUT={act}",
                f"LOGW_FILES={bench.home.folder.resolve() / DATABASE}",
                "ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0"]

    def find(self, bench, case):
        begin(bench, case)
        case.interrupt(bench.home, self.recorder(bench, 0))
        acts = [act.what for act in read_record(bench.folder / "record")]
        step = max(1, -(-len(acts) * len(STATES) // FULL_POINTS))
        cuts = [Cut(act, state) for act in range(1, len(acts) + 2, step) for state in STATES]
        # Before the first flush nothing was promised to anybody.
        begun = acts.index("sync") if "sync" in acts else 0
        return (len(acts), [cut for cut in cuts if cut.act <= begun],
                [cut for cut in cuts if cut.act > begun])

    def cut(self, bench, state, files, chance, verdict):
        """Leaves on the disk what might be on it. `files` is what was there at first."""
        disk = Disk(files)
        for act in read_record(bench.folder / "record"):
            disk.take(act, self.forget_wal_flushes)
        left = disk.after_cut(state, chance)
        if state == "everything":
            verdict.require(left == read_files(bench.home), "the recorder missed something")
        write_files(bench.home, left)
        if chance.random() < 0.5:
            for lock in (bench.home.folder / "run").iterdir():
                lock.unlink()

    def strike(self, bench, case, cut, seed):
        chance, verdict = random.Random(f"{seed} {case.name} {cut}"), Verdict()
        before = begin(bench, case, log_is_there=chance.random() < 0.8)
        files = read_files(bench.home)
        result = case.interrupt(bench.home, self.recorder(bench, cut.act))
        verdict.require(result.status in (0, KILLED),
                        f"ended with {result.status}: {result.err[-300:]}")
        bench.sandbox.settle()
        self.cut(bench, cut.state, files, chance, verdict)
        judge_printed(verdict, bench.home.database,
                      result.ids() if isinstance(case, SendCase) else [])
        recovered, printed = bench.recover(case, result, chance)
        verdict.faults += recovered.faults
        return result.status == KILLED, bench.finish(case, before, verdict, printed)


def main():
    parser = campaign.parser(__doc__.partition("\n\n")[0], "cut")
    parser.add_argument("--logw", required=True, type=pathlib.Path)
    parser.add_argument("--forget-wal-flushes", action="store_true")
    options = parser.parse_args()
    cuts = PowerCuts(options)
    return campaign.carry_out(options, POWER_CASES, cuts.find, cuts.strike,
                              control=lambda twice, gone: twice and gone)


if __name__ == "__main__":
    sys.exit(main())
