"""What the crash and leak tests share: bkxsms in a folder of its own, and a sandbox to send to."""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request

PUBLIC_URL = "https://sms.example.com/hook"
COMMAND_LIMIT_S = 120  # a command that takes longer hangs
SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def add_program_arguments(parser):
    parser.add_argument("--bkxsms", required=True, type=pathlib.Path)
    parser.add_argument("--hook", required=True, type=pathlib.Path)
    parser.add_argument("--share", required=True, type=pathlib.Path)


class Programs:
    """Where what is tested lies, and the environment it runs in: nothing of the caller's."""

    def __init__(self, arguments):
        self.bkxsms = str(arguments.bkxsms.resolve())
        self.hook = str(arguments.hook.resolve())
        self.share = str(arguments.share.resolve())
        self.ptkill = str(arguments.ptkill.resolve()) if hasattr(arguments, "ptkill") else ""

    def environment(self, **more):
        # LeakSanitizer cannot work under ptrace, which these tests live on.
        return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "BKXSMS_SHARE": self.share,
                "ASAN_OPTIONS": "detect_leaks=0", **more}


def rows(database, query):
    """Of a database file, which stays as it is."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True,
                                            timeout=COMMAND_LIMIT_S)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(query).fetchall()


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def ids(self):
        """The message ids of a `--json send`: whole lines only, as a reader would take them."""
        lines = self.out.split("\n")[:-1]
        return [row["id"] for row in map(json.loads, lines) if "id" in row]


class Home:
    """One installation: configuration, keys, database and spool in one folder."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, pathlib.Path(folder)

    @property
    def database(self):
        return self.folder / "bkxsms.db"

    @property
    def waiting_webhooks(self):
        return sorted(p for p in (self.folder / "spool/new").iterdir() if p.name[0] != ".")

    def start(self, *arguments, before=(), later_hours=0, **variables):
        """Starts bkxsms; `before` is a command that runs it, as ptkill or strace."""
        if later_hours:
            moment = time.time() + 3600 * later_hours
            variables["BKXSMS_NOW"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
        environment = self.programs.environment(
            BKXSMS_CONFIG=str(self.folder / "bkxsms.toml"), **variables)
        return subprocess.Popen([*before, self.programs.bkxsms, *arguments], env=environment,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=self.folder)

    @staticmethod
    def end(process, stdin="", limit_s=COMMAND_LIMIT_S):
        """Waits until what was started has ended."""
        try:
            out, err = process.communicate(stdin.encode(), timeout=limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Result(process.returncode, out.decode(), err.decode())

    def run(self, *arguments, stdin="", **options):
        return self.end(self.start(*arguments, **options), stdin)

    def must_run(self, *arguments, **options):
        result = self.run(*arguments, **options)
        if result.status != 0:
            raise RuntimeError(f"bkxsms {' '.join(arguments)}: {result.status}\n{result.err}")
        return result

    def empty(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()

    def make(self, port, settings="", choices=()):
        self.empty()
        self.must_run("-q", "init", "--sandbox", "--sandbox-port", str(port),
                      "--public-url", PUBLIC_URL, *choices)
        with open(self.folder / "bkxsms.toml", "a", encoding="utf-8") as file:
            file.write(settings)

    def copy_from(self, folder):
        """Everything as it is there, nothing else."""
        self.empty()
        shutil.copytree(folder, self.folder, dirs_exist_ok=True)

    def rows(self, query):
        return rows(self.database, query)


class Sandbox:
    """`bkxsms sandbox`, which hands its callbacks to the hook of one Home."""

    def __init__(self, programs, folder, home):
        folder.mkdir(parents=True)
        self.ledger_file = folder / "ledger"
        self.log = open(folder / "log", "wb")
        self.process = subprocess.Popen(
            [programs.bkxsms, "-q", "sandbox", "--port", "0", "--ledger", str(self.ledger_file),
             "--callback-exec", programs.hook,
             "--callback-env", f"BKXSMS_SPOOL={home.folder / 'spool'}"],
            env=programs.environment(), stdout=subprocess.PIPE, stderr=self.log)
        self.url = self.process.stdout.readline().decode().strip()
        if not self.url:
            raise RuntimeError("the sandbox did not start: " + str(folder / "log"))
        self.port = int(self.url.rsplit(":", 1)[1])

    def ask(self, method, what, body=b""):
        request = urllib.request.Request(f"{self.url}/_sandbox/{what}", data=body or None,
                                         method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def play(self, scenario):
        """Forgets everything and follows `scenario` from now on."""
        self.ask("DELETE", "ledger")
        self.follow(scenario)

    def follow(self, scenario):
        self.ask("PUT", "scenario", json.dumps(scenario).encode())

    def ledger(self):
        return [json.loads(line) for line in self.ask("GET", "ledger").splitlines()]

    def settle(self):
        """Returns when nothing is on its way any more: no request, no callback."""
        before, deadline = "", time.monotonic() + 60
        while time.monotonic() < deadline:
            now = self.ask("GET", "stats")
            if now == before and json.loads(now)["callbacks"]["pending"] == 0:
                return
            before = now
            time.sleep(0.015)
        raise RuntimeError("the sandbox does not come to rest: " + before)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.close()


def can_trace(ptkill):
    """Containers may forbid ptrace; then there is nothing to be seen here."""
    report = "/dev/null"
    return subprocess.run([ptkill, "0", report, "true"], check=False).returncode == 0


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)
