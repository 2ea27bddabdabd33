#!/usr/bin/env python3
"""Plants marked values and sends them everywhere they may go; then they must be nowhere to be read.

Searched: database, -wal, -shm, logs at their most talkative, spool, run folder, configuration,
temporary files, what the commands print, and the command line and environment of every process.
Allowed: the token in twilio.token, whose purpose that is; all of it at the provider.
"""

import argparse
import base64
import json
import pathlib
import sys
import tempfile

import rig
from canary import Canaries, ProcessWatch

NATIONAL = "15112349876"
NUMBER = "+49" + NATIONAL
# Letters of the GSM alphabet: others would be sent, and kept, as their nearest relative.
GIVEN_NAME, FAMILY_NAME = "Zéraphine", "Quittenbäumer"
TEXT = "wurzelbehandlung-kanarienvogel"
KEY = "canary-key-5f1d90"
TOKEN = "00000000000000000000005a4db0c5ff"  # of docs/sandbox.md

SCENARIO = {
    "delivery": {"sent_ms": 2, "done_ms": 4},
    "rules": [
        {"when": {"nth": 2}, "do": {"fault": "error", "status": 400, "code": 21211}},
        {"when": {"nth": 3}, "do": {"fault": "hang_up"}},
        {"when": {"nth": 4}, "do": {"fault": "error", "status": 500, "accept": True}},
        {"when": {"nth": 5}, "do": {"fault": "error", "status": 429}},
        {"when": {"nth": 6}, "do": {"fault": "garbage"}},
    ],
}
ROWS = 8
KILLS = (900, 1300, 1500, 1700, 1900, 2100)


class LeakTest:
    def __init__(self, options, folder):
        self.programs, self.folder = rig.Programs(options), folder
        self.home = rig.Home(self.programs, folder / "home")
        self.sandbox = rig.Sandbox(self.programs, folder / "sandbox", self.home)
        self.canaries = Canaries(number=NATIONAL, given=GIVEN_NAME, family=FAMILY_NAME, text=TEXT,
                                 key=KEY, token=TOKEN)
        self.leaks = set()

    def make_home(self):
        self.home.make(self.sandbox.port,
                       '\n[delivery]\nretry_delay = "1s"\n'
                       f'\n[log]\nlevel = "debug"\nfile = "{self.home.folder}/log"\n',
                       choices=("--business", "Dental"))
        (self.home.folder / "tmp").mkdir()
        self.sandbox.play(SCENARIO)

    def command(self, *arguments, **options):
        """Runs it and looks at what it prints."""
        done = self.home.run(*arguments, TMPDIR=str(self.home.folder / "tmp"), **options)
        for hit in self.canaries.find((done.out + done.err).encode()):
            self.leaks.add((f"output of bkxsms {' '.join(arguments)}", hit))
        return done

    def plant(self):
        wish = {"to": NUMBER, "text": f"{TEXT} {GIVEN_NAME} {FAMILY_NAME}", "key": KEY}
        self.command("send", "--json-in", "-", stdin=json.dumps(wish))
        self.plant_rows(0)

    def plant_rows(self, first):
        rows = "key,to,template,fname,service,start,booking_number\n"
        for i in range(first, first + ROWS):
            rows += (f"{KEY}-{i},+491511234{i:04},booking_confirmation,{GIVEN_NAME} {FAMILY_NAME},"
                     f"{TEXT},2031-03-01 09:30,{i}\n")
        self.command("send", "--csv", "-", stdin=rows)

    def plant_mistakes(self):
        """What is refused must not be repeated whole by the one who refuses it."""
        good = {"to": NUMBER, "text": TEXT, "key": KEY}
        for change in ({"to": NUMBER + "55555"}, {"text": f"{TEXT} other"}, {"type": "no-such"},
                       {"at": "yesterday"}, {"from": NUMBER + "555"}):
            self.command("send", "--json-in", "-", stdin=json.dumps(good | change))
            self.command("--json", "send", "--json-in", "-", stdin=json.dumps(good | change))
        self.command("send", "--csv", "-", stdin=f"to,text,key\n{NUMBER}99999,{TEXT},{KEY}-x\n")

    def crash(self):
        for stop in KILLS:
            ptkill = [self.programs.ptkill, str(stop), str(self.folder / "report")]
            self.command("queue-run", "--limit", "1", before=ptkill)
            self.search(f"after a crash at stop {stop}")

    def send(self):
        """Until all is told."""
        for hour in range(3):
            self.command("-v", "queue-run", later_hours=hour)
            self.sandbox.settle()
            self.search("while webhooks wait", spool_may=("number",))
            self.command("-v", "webhook-import")
        self.command("db", "check")
        for hit in self.canaries.find(self.home.run("messages", "list").out.encode(), {"number"}):
            self.leaks.add(("messages list, which masks numbers", hit))

    def search(self, when, spool_may=()):
        allowed = {"twilio.token": ("token",)}
        # The provider's report names the number; it lies in the spool as it came, until the import.
        allowed |= {path.name: spool_may for path in self.home.waiting_webhooks}
        for path, hit in self.canaries.search(self.home.folder, allowed):
            self.leaks.add((f"{path} {when}", hit))

    def require_planted(self):
        """A search that finds nothing proves something only if there was something to find."""
        ledger = self.sandbox.ledger_file.read_bytes()
        shown = self.home.run("--json", "messages", "show", "1").out.encode()
        for where, data in ("the ledger", ledger), ("message 1", shown):
            for name in ("given", "family", "text") + (("number",) if data is ledger else ()):
                if not self.canaries.find(data, {name}):
                    raise RuntimeError(f"{name} never came to {where}")
        messages = len(self.home.rows("SELECT 1 FROM messages"))
        if messages != 2 * ROWS + 1:
            raise RuntimeError(f"{messages} messages instead of {2 * ROWS + 1}")

    def run(self):
        self.make_home()
        with ProcessWatch(self.canaries) as processes:
            self.plant()
            self.plant_mistakes()
            self.send()
            self.plant_rows(ROWS)
            self.crash()
            self.send()
        self.leaks |= processes.found
        if not processes.seen:
            raise RuntimeError("no process of bkxsms was seen")
        self.require_planted()
        self.search("in the end")


def check_search():
    """The search sees what it must see, in the midst of other bytes."""
    canaries, name = Canaries(family=FAMILY_NAME), FAMILY_NAME.encode()
    wrapped = [b"\x01\xff" + needle + b"\x80" for _, _, needle in canaries.needles]
    wrapped += [base64.b64encode(b"?" * offset + name + b"??") for offset in range(6)]
    wrapped += [json.dumps(FAMILY_NAME).encode(), name.hex().encode()]
    for data in wrapped:
        if not canaries.find(data):
            raise RuntimeError(f"the search is blind for {data!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    rig.add_program_arguments(parser)
    parser.add_argument("--ptkill", required=True, type=pathlib.Path)
    options = parser.parse_args()
    check_search()
    with tempfile.TemporaryDirectory(prefix="bkxsms-leak-") as folder:
        test = LeakTest(options, pathlib.Path(folder))
        try:
            test.run()
        finally:
            test.sandbox.stop()
    for where, what in sorted(test.leaks):
        print(f"{where}: {what}")
    print(f"{len(test.leaks)} leaks")
    return 1 if test.leaks else 0


if __name__ == "__main__":
    sys.exit(main())
