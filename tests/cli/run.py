"""Golden tests of the command line: the real program, a real database, exact output.

usage: run.py --bkxsms PROGRAM --share FOLDER [--update] [COMMAND[/CASE] ...]
       run.py --bkxsms PROGRAM --share FOLDER --self-test

A case is a folder `COMMAND/CASE` here, or `scenarios/CASE` if it is a story over several commands:
  cmd      shell text, run by `sh -u` after prelude.sh in a fresh home of its own, with the built
           programs first in PATH, BKXSMS_CONFIG={home}/bkxsms.toml, LC_ALL=C.UTF-8 and TZ=UTC
  out err  what it must print; a missing one is empty
  status   how it must end; missing: 0. A `cmd` that ends with 77 is left out: the machine lacks
           something
Any other file is copied into the home first. --update writes what came into out, err and status.

What cannot be constant is replaced before the comparison:
  {home}     the test's home            {share}  the folder of --share
  {time}     the RFC 3339 time it is, give or take ten minutes; others are the case's own
  {token}    a batch or runner: 26 letters and digits of base32
  {version}  the program's              {port}   a port of 127.0.0.1 that the system chose
  {uid}      who runs the tests
"""

import argparse
import concurrent.futures
import contextlib
import datetime
import difflib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXPECTED = ("out", "err", "status")
LEFT_OUT = 77
PATIENCE = 60  # seconds for one case

TIME = re.compile(r"\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z")
TOKEN = re.compile(r"\b(batch|runner) [a-z2-7]{26}\b")
PORT = re.compile(r"(127\.0\.0\.1:|' port )\d{5}\b")


def replace_time(found):
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    distance = datetime.datetime.fromisoformat(found[1]) - now
    return "{time}" if abs(distance.total_seconds()) < 600 else found[0]


class Runner:
    def __init__(self, program, share):
        self.program = pathlib.Path(program).resolve()
        self.share = pathlib.Path(share).resolve()
        printed = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True)
        self.version = printed.stdout.split()[-1]

    def constant(self, raw, home):
        """The bytes as text with what varies replaced; what is not UTF-8 as \\xNN."""
        text = raw.decode("utf-8", "backslashreplace")
        text = text.replace(str(home), "{home}").replace(str(self.share), "{share}")
        text = text.replace(f"bkxsms {self.version}", "bkxsms {version}")
        text = re.sub(rf"\buid:{os.geteuid()}\b", "uid:{uid}", text)
        text = TOKEN.sub(r"\1 {token}", text)
        text = PORT.sub(r"\1{port}", text)
        return TIME.sub(replace_time, text)

    def run(self, case):
        """What the case's `cmd` did: {"out": ..., "err": ..., "status": ...}."""
        with tempfile.TemporaryDirectory(prefix="bkxsms-cli-") as name:
            home = pathlib.Path(name).resolve()
            for path in case.iterdir():
                if path.name not in (*EXPECTED, "cmd"):
                    shutil.copy(path, home / path.name)
            environment = {
                # The build keeps the hook in a folder of its own.
                "PATH": f"{self.program.parent}:{self.program.parent}/hook:/usr/local/bin:/usr/bin:/bin",
                "HOME": str(home), "BKXSMS_CONFIG": str(home / "bkxsms.toml"),
                "BKXSMS_SHARE": str(self.share), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            }
            script = f". '{HERE}/prelude.sh'\n. '{case}/cmd'\n"
            # Its own session: whatever it left running is ended by its group.
            shell = subprocess.Popen(["/bin/sh", "-u", "-c", script], cwd=home, env=environment,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, start_new_session=True)
            try:
                out, err = shell.communicate(timeout=PATIENCE)
                status = str(shell.returncode)
            except subprocess.TimeoutExpired:
                os.killpg(shell.pid, signal.SIGKILL)
                out, err = shell.communicate()
                status = f"no end within {PATIENCE} s"
            with contextlib.suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGKILL)  # a provider that the case did not halt
            return {"out": self.constant(out, home), "err": self.constant(err, home),
                    "status": status + "\n"}


def expected(case):
    read = {name: (case / name).read_text(encoding="utf-8") if (case / name).exists() else ""
            for name in EXPECTED}
    read["status"] = read["status"] or "0\n"
    return read


def write_expected(case, came):
    for name, text in came.items():
        if text == ("0\n" if name == "status" else ""):
            (case / name).unlink(missing_ok=True)
        else:
            (case / name).write_text(text, encoding="utf-8")


def differences(case, came):
    lines = []
    for name, wanted in expected(case).items():
        label = f"{case.parent.name}/{case.name}/{name}"
        lines += difflib.unified_diff(wanted.splitlines(), came[name].splitlines(),
                                      label, label + " (came)", lineterm="")
    return lines


def find_cases(wanted):
    cases = []
    for word in wanted or [p.name for p in HERE.iterdir() if p.is_dir() and p.name != "__pycache__"]:
        folder = HERE / word
        if (folder / "cmd").exists():
            cases.append(folder)
        elif folder.is_dir():
            cases += [p.parent for p in folder.glob("*/cmd")]
        else:
            sys.exit(f"no case '{word}'")
    return sorted(cases)


def self_test(runner):
    """A runner that cannot go red tests nothing."""
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="bkxsms-cli-self-") as name:
        case = pathlib.Path(name) / "self" / "case"
        case.mkdir(parents=True)
        (case / "cmd").write_text('pwd; date -u +%FT%TZ; echo 2020-02-02; echo "$(cat extra)" >&2; exit 3\n')
        (case / "extra").write_text("extra\n")
        good = {"out": "{home}\n{time}\n2020-02-02\n", "err": "extra\n", "status": "3\n"}
        came = runner.run(case)
        for changed in (None, "out", "err", "status"):
            write_expected(case, good | ({changed: "9\n"} if changed else {}))
            if bool(differences(case, came)) != bool(changed):
                print(f"misjudged with a wrong {changed}: {came}")
                wrong += 1
        write_expected(case, came)
        if differences(case, came):
            print("--update does not write what came")
            wrong += 1
    return wrong


def main():
    arguments = argparse.ArgumentParser(add_help=True, usage=__doc__)
    arguments.add_argument("--bkxsms", required=True)
    arguments.add_argument("--share", required=True)
    arguments.add_argument("--update", action="store_true")
    arguments.add_argument("--self-test", action="store_true")
    arguments.add_argument("cases", nargs="*")
    options = arguments.parse_args()
    runner = Runner(options.bkxsms, options.share)
    if options.self_test:
        sys.exit(1 if self_test(runner) else 0)
    cases = find_cases(options.cases)
    wrong = left_out = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, came in zip(cases, pool.map(runner.run, cases)):
            if came["status"] == f"{LEFT_OUT}\n":
                left_out += 1
            elif options.update:
                write_expected(case, came)
            elif difference := differences(case, came):
                wrong += 1
                print("\n".join(difference))
    print(f"{len(cases)} cases, {wrong} wrong, {left_out} left out")
    sys.exit(1 if wrong or not cases else 0)


main()
