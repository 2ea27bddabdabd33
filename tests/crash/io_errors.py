#!/usr/bin/env python3
"""Makes bkxsms's system calls fail, once or from one on, and judges what it says and leaves.

A point is what strace's -e inject= takes: call:error=EIO:when=K, or when=K+ for "from the K-th on".
Without --full a seeded sample. What the loader opens is left alone: its failures are not ours.
"""

import dataclasses
import random
import re
import shutil
import subprocess
import sys

import campaign
import rig
from cases import CASES

CALLS = ["pwrite64", "fdatasync", "fsync", "openat", "ftruncate", "write", "rename", "unlink"]
ERRORS = ["EIO", "ENOSPC"]
LOADER = re.compile(r'"/(usr/)?lib|"/etc/ld\.so|"/proc/self')
# sysexits(3) as the manual promises them for what the machine does to us; 70 would be a bug.
HONEST = {66, 71, 73, 74, 75, 77, 78}
CRASHES = ("terminate called", "Sanitizer", "Assertion", "runtime error")
HOOK_REFUSES = ("Status: 500", "Status: 503")


@dataclasses.dataclass(frozen=True)
class Failure:
    call: str
    error: str
    k: int
    forever: bool

    def __str__(self):
        return f"{self.call}:error={self.error}:when={self.k}{'+' if self.forever else ''}"


def strace(bench, what, inject=None):
    command = ["strace", "-f", "--seccomp-bpf", "-o", str(bench.folder / "strace"),
               "-e", "trace=" + what]
    return command + (["-e", f"inject={inject}"] if inject else [])


def find(bench, case):
    """Counted by call, as strace counts: the K-th openat, not the K-th of all."""
    bench.set_up(case)
    case.interrupt(bench.home, strace(bench, ",".join(CALLS)))
    count, points = dict.fromkeys(CALLS, 0), []
    for line in (bench.folder / "strace").read_text(errors="replace").splitlines():
        name = re.match(r"\d+ +(\w+)\(", line)
        if not name:
            continue
        call = name[1]
        count[call] += 1
        if call == "openat" and LOADER.search(line):
            continue
        points += [Failure(call, error, count[call], forever)
                   for error in ERRORS for forever in (False, True)]
    return len(points), [], points


def judge_answer(verdict, case, result, failure):
    """What the caller was told: the truth, in words."""
    said = result.out + result.err
    for word in CRASHES:
        verdict.require(word not in said, f"{word}: {said[-300:]}")
    if case.name == "hook":
        verdict.require(result.status != 0 or "Status: 2" in result.out or
                        any(word in result.out for word in HOOK_REFUSES),
                        f"the hook answered {result.out!r}")
        return
    if result.status == 0:
        return
    verdict.require(result.status in HONEST, f"status {result.status}: {result.err[-300:]}")
    # Where every write(2) fails, so does the one to standard error: the status says it all.
    speechless = failure.call == "write" and failure.forever
    verdict.require(speechless or "bkxsms:" in result.err or '"error"' in result.err,
                    f"status {result.status}, and no word why")


def strike(bench, case, failure, seed):
    chance = random.Random(f"{seed} {case.name} {failure}")
    before = bench.set_up(case)
    result = case.interrupt(bench.home, strace(bench, failure.call, failure))
    verdict, printed = bench.recover(case, result, chance)
    judge_answer(verdict, case, result, failure)
    if result.status == 0 and case.may_repeat_late:
        verdict.require(len(result.ids()) == case.messages, "exit 0, but not every id was printed")
    return result.status != 0, bench.finish(case, before, verdict, printed)


def main():
    options = campaign.parser(__doc__, "failure").parse_args()
    if not shutil.which("strace"):
        rig.skip("no strace")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], check=False).returncode != 0:
        rig.skip("ptrace is not allowed here")
    return campaign.carry_out(options, CASES, find, strike)


if __name__ == "__main__":
    sys.exit(main())
