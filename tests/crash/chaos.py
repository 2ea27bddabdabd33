#!/usr/bin/env python3
"""Everything at once: sixteen runners that are killed and started again, callers and imports too,
and four providers that hang up, stay silent, throttle, answer late and fail at random.

The weather is over when every message was handed in and every kill was made. Then cron's runs go
on, hour after hour of a clock that is moved, until nothing moves; and the judge looks at the
providers' ledger and the database. What happens is drawn from --seed; how processes interleave is not.
"""

import argparse
import collections
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import rig
from judge import SHOWN_FAULTS, judge, print_counts
from other_providers import PROVIDERS, add_other_providers

RUNNERS, IMPORTS = 16, 2
SAMPLE, FULL = 320, 10_000
MESSAGES_FOR_A_KILL = 10
KILL_EVERY_S = 0.25
PINNED_SHARE, SHARED_NUMBER_SHARE, LONG_SHARE = 0.4, 0.15, 0.05
# None of the faults is final, so nothing may fail in the end.
SETTINGS = '\n[delivery]\nretry_delay = "1s"\nmax_retries = 100\n'
FOR_EACH_PROVIDER = "concurrency = 4\n"
LIFE = {"sent_ms": 20, "done_ms": 60}
WAITING = "SELECT provider FROM messages WHERE status IN ('pending', 'sending', 'unknown')"
HELD = "SELECT id, provider, reason FROM messages WHERE status = 'held'"
KILLED = -9

# A provider's faults: how often, and what it does. The first that fires decides.
FAULTS = [
    (0.03, {"fault": "hang_up", "before_reading": True}),
    (0.04, {"fault": "hang_up"}),
    (0.03, {"fault": "hang_up", "callbacks": {"drop": True}}),
    (0.01, {"fault": "hang_up", "accept": False}),
    (0.01, {"fault": "silent"}),
    (0.01, {"fault": "silent", "accept": False}),
    (0.02, {"fault": "none", "latency_ms": 4000}),
    (0.02, {"fault": "cut"}),
    (0.02, {"fault": "garbage"}),
    (0.05, {"fault": "error", "status": 429, "retry_after_s": 1}),
    (0.03, {"fault": "error", "status": 500}),
    (0.03, {"fault": "error", "status": 503, "accept": True}),
    (0.02, {"fault": "error", "status": 503, "accept": True, "callbacks": {"drop": True}}),
    (0.05, {"fault": "none", "callbacks": {"drop": True}}),
    (0.05, {"fault": "none", "callbacks": {"copies": 2, "reorder": True}}),
]


def weather(chance):
    """Another one for each provider."""
    rules = [{"when": {"provider": provider, "probability": round(often * chance.uniform(0.5, 1.5), 4)},
              "do": do} for provider in PROVIDERS for often, do in FAULTS]
    return {"seed": chance.randrange(1, 1 << 31), "latency_ms": 40, "delivery": LIFE, "rules": rules}


def calm():
    """All is well, but that the first look-ups are refused too."""
    return {"delivery": LIFE, "rules": [
        {"when": {"on": "list", "first": 6}, "do": {"fault": "error", "status": 429}},
        {"when": {"on": "list", "first": 6}, "do": {"fault": "hang_up"}}]}


def rows_of(chance, count):
    """CSV rows. The booking is the text's last word, see judge.py."""
    shared = [f"+4915120{i:06}" for i in range(max(3, count // 100))]
    for i in range(count):
        to = chance.choice(shared) if chance.random() < SHARED_NUMBER_SHARE else f"+4915110{i:06}"
        pinned = chance.choice(PROVIDERS) if chance.random() < PINNED_SHARE else ""
        much = "Bitte bringen Sie Ihre Karte mit. " * 6 if chance.random() < LONG_SHARE else ""
        yield f"k{i},{to},b{i},{pinned},{much}Ihr Termin b{i}"


class Worker(threading.Thread):
    """Runs one command after the other, as `next_command` has it, until it is told to stop."""

    def __init__(self, storm, next_command):
        super().__init__(daemon=True)
        self.storm, self.next_command = storm, next_command
        self.process, self.killed, self.started = None, False, 0

    def run(self):
        while not self.storm.over.is_set():
            self.killed = False
            self.process = self.storm.home.start(*self.next_command())
            self.started += 1
            if self.storm.over.is_set():
                self.kill()
            self.see_to_its_end()
            time.sleep(0.01)

    def see_to_its_end(self):
        command = " ".join(self.process.args[1:])
        try:
            result = self.storm.home.end(self.process)
        except subprocess.TimeoutExpired as error:
            self.storm.fault(f"{command} does not end: {error}")
            return
        if result.status != 0 and not (self.killed and result.status == KILLED):
            self.storm.fault(f"{command}: {result.status} {result.err[-500:]}")

    def kill(self):
        """Whether there was something to kill."""
        process = self.process
        self.killed = True
        if process is None or process.poll() is not None:
            return False
        process.kill()
        return True


class Storm:
    def __init__(self, options, folder):
        self.chance = random.Random(options.seed)
        self.count, self.kills_due = options.messages, max(20, options.messages // MESSAGES_FOR_A_KILL)
        programs = rig.Programs(options)
        self.home = rig.Home(programs, folder / "home")
        self.sandbox = rig.Sandbox(programs, folder / "sandbox", self.home)
        self.over, self.lock = threading.Event(), threading.Lock()
        self.faults, self.printed, self.kills = [], [], collections.Counter()

    def fault(self, what):
        with self.lock:
            self.faults.append(what)

    def prepare(self):
        self.home.make(self.sandbox.port, SETTINGS)
        add_other_providers(self.home.folder / "bkxsms.toml", self.sandbox.url, FOR_EACH_PROVIDER)
        self.sandbox.play(weather(self.chance))

    # -- what runs in it

    def runner_commands(self, seed):
        chance = random.Random(seed)
        choices = (["--for", "5s"], ["--for", "30s"], ["--limit", "7"], [])
        return lambda: ["-q", "queue-run", *chance.choice(choices)]

    def hand_in(self, batch):
        """One bulk send; a third of the callers is killed and repeats it with the same keys."""
        stdin = "key,to,booking,provider,text\n" + "\n".join(batch) + "\n"
        shown = []
        while True:
            process = self.home.start("--json", "send", "--csv", "-")
            killer = threading.Timer(self.chance.uniform(0, 0.1), process.kill)
            if self.chance.random() < 0.33:
                killer.start()
            result = self.home.end(process, stdin)
            killer.cancel()
            if result.ids()[:len(shown)] != shown[:len(result.ids())]:
                self.fault(f"another id for the same key: {shown} {result.ids()}")
            shown = max(shown, result.ids(), key=len)
            if result.status == 0:
                break
            if result.status != KILLED:
                self.fault(f"send: {result.status} {result.err[-500:]}")
                return
            self.kills["send"] += 1
        self.printed += shown

    # -- the storm

    def rage(self):
        runners = [Worker(self, self.runner_commands(self.chance.random())) for _ in range(RUNNERS)]
        imports = [Worker(self, lambda: ["-q", "webhook-import"]) for _ in range(IMPORTS)]
        for worker in runners + imports:
            worker.start()
        rows = list(rows_of(self.chance, self.count))
        while rows or self.kills["queue-run"] < self.kills_due:
            share = min(1, (self.kills["queue-run"] + 1) / (0.9 * self.kills_due))
            due = round(self.count * share) - (self.count - len(rows))
            if due > 0:
                self.hand_in(rows[:due])
                del rows[:due]
            time.sleep(self.chance.expovariate(1 / KILL_EVERY_S))
            name, kind = self.chance.choice([("queue-run", runners)] * 4 + [("webhook-import", imports)])
            self.kills[name] += self.chance.choice(kind).kill()
        self.over.set()
        for worker in runners + imports:
            worker.kill()
        for worker in runners + imports:
            worker.join()
        return sum(worker.started for worker in runners + imports)

    # -- after it

    def moments(self):
        """Hours from now. SNS refuses a request whose clock is 15 minutes off, and an unknown
        outcome there is held after 15 minutes: so all that SNS has to do is done just before."""
        for minutes in range(0, 15, 2):
            yield minutes / 60
        for _ in range(30):
            if not any(row["provider"] == "aws" for row in self.home.rows(WAITING)):
                break
            yield (15 * 60 - 5) / 3600
            time.sleep(1)
        yield from range(1, 48)

    def drain(self):
        """How many of cron's runs it took."""
        self.sandbox.follow(calm())
        for number, hours in enumerate(self.moments(), 1):
            for command in ("queue-run", "webhook-import"):
                done = self.home.run("-q", command, later_hours=hours)
                if done.status != 0:
                    self.fault(f"{command}, {hours:.2f} h later: {done.status} {done.err[-500:]}")
                self.sandbox.settle()
            if not self.home.rows(WAITING) and not self.home.waiting_webhooks:
                break
        return number

    def judge(self):
        verdict = judge(self.home, self.sandbox.ledger(), self.printed, self.count)
        verdict.faults = self.faults + verdict.faults
        for name in ("bad", "orphan"):
            left = list((self.home.folder / "spool" / name).iterdir())
            verdict.require(not left, f"{len(left)} webhooks in spool/{name}")
        for provider in PROVIDERS:
            verdict.require(verdict.taken[provider], f"{provider} had nothing to do")
        for state, count in verdict.states.items():
            verdict.require(not state.startswith(("failed", "expired")), f"{count} messages {state}")
        for row in self.home.rows(HELD):
            verdict.require(row["provider"] == "aws",
                            f"message {row['id']} is held for {row['provider']}: {row['reason']}")
        return verdict


def attempts_by_state(home):
    return " ".join(f"{row['state']}={row['n']}" for row in home.rows(
        "SELECT state, count(*) AS n FROM attempts GROUP BY state ORDER BY state"))


def carry_out(options, folder):
    begun = time.monotonic()
    storm = Storm(options, folder)
    try:
        storm.prepare()
        started = storm.rage()
        raged = time.monotonic() - begun
        storm.sandbox.settle()
        left = len(storm.home.rows(WAITING))
        runs = storm.drain()
        verdict = storm.judge()
    finally:
        storm.over.set()
        storm.sandbox.stop()
    print_counts(verdict)
    print(f"attempts: {attempts_by_state(storm.home)}")
    kills = " ".join(f"{name}={count}" for name, count in sorted(storm.kills.items()))
    print(f"killed: {kills}; {started} processes in {raged:.0f} s, then {left} messages left "
          f"for {runs} runs")
    lost = storm.count - sum(verdict.states.values())
    print(f"seed {options.seed}: {storm.count} messages in {time.monotonic() - begun:.0f} s, "
          f"{verdict.duplicates} sent twice, {lost} lost, {len(verdict.faults)} faults")
    return verdict


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    rig.add_program_arguments(parser)
    parser.add_argument("--messages", type=int, help=f"default {SAMPLE}; with --full {FULL:,}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="as long as a release needs")
    parser.add_argument("--expect-duplicates", action="store_true",
                        help="succeed only if something was sent twice: for the naive build")
    options = parser.parse_args()
    options.messages = options.messages or (FULL if options.full else SAMPLE)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bkxsms-chaos-"))
    print(f"seed {options.seed}", flush=True)
    verdict = carry_out(options, folder)
    if options.expect_duplicates:
        shutil.rmtree(folder)
        print("the test sees the naive build's duplicates" if verdict.duplicates else
              "THE TEST IS BLIND: the naive build passed it")
        return 0 if verdict.duplicates else 1
    for fault in verdict.faults[:SHOWN_FAULTS]:
        print(fault)
    if verdict.faults:
        print(f"what was left is in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
