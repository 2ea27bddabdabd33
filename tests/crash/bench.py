"""One place to break things at: a home, its sandbox, and the way from any wreck to a verdict."""

import shutil

from cases import FAST
from judge import Verdict, judge
from rig import Home, Sandbox

SETTINGS = '\n[delivery]\nretry_delay = "1s"\n'
ROUNDS = 10  # two looks for a lost send, four tries after it, the rest to see that nothing follows
RECOVERY_STOPS = 2000  # about what a queue-run has that recovers; beyond its end nothing happens


class Bench:
    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.home = Home(programs, folder / "home")
        self.sandbox = Sandbox(programs, folder / "sandbox", self.home)
        self.templates = {}

    def stop(self):
        self.sandbox.stop()

    def set_up(self, case):
        """The home as the case begins; the ledger of what was sent before."""
        self.sandbox.settle()  # a late callback would find no spool
        if case.name not in self.templates:
            self.sandbox.play(FAST)
            self.home.make(self.sandbox.port, SETTINGS)
            case.prepare(self.home)
            self.sandbox.settle()
            kept = self.folder / "templates" / case.name
            shutil.copytree(self.home.folder, kept)
            self.templates[case.name] = kept, self.sandbox.ledger()
        template, ledger = self.templates[case.name]
        self.home.copy_from(template)
        self.sandbox.play(case.scenario)
        return ledger

    def ptkill(self, stop):
        return [self.programs.ptkill, str(stop), str(self.folder / "report")]

    def report(self):
        """What ptkill said last: {"stops": "1234", ...}."""
        return dict(part.split("=") for part in (self.folder / "report").read_text().split())

    def recover(self, case, result, chance):
        """Everything that happens after the wreck: further crashes, the caller's second try,
        cron's runs. Then the verdict."""
        verdict, printed = Verdict(), result.ids() if case.may_repeat_late else []
        late = case.may_repeat_late and chance.random() < 0.5
        if not late:
            printed += case.repeat(self.home, result, verdict)
        if chance.random() < 0.3:
            for _ in range(chance.randint(1, 3)):
                self.home.run("queue-run", before=self.ptkill(chance.randint(1, RECOVERY_STOPS)))
        if late:
            printed += case.repeat(self.home, result, verdict)
        return verdict, printed

    def finish(self, case, before, verdict, printed):
        """cron's runs until nothing happens any more, then the verdict."""
        for hour in range(ROUNDS):
            for command in ("queue-run", "webhook-import"):
                self.sandbox.settle()
                done = self.home.run("-q", command, later_hours=hour)
                verdict.require(done.status == 0, f"{command}: {done.status} {done.err[-300:]}")
            waiting = self.home.rows("SELECT 1 FROM messages WHERE status IN ('pending', 'sending', 'unknown')")
            if not waiting and not self.home.waiting_webhooks:
                break
        verdict.require(not any((self.home.folder / "spool/bad").iterdir()), "a webhook was refused")
        final = judge(self.home, before + self.sandbox.ledger(), printed, case.messages,
                      case.reported)
        final.faults = verdict.faults + final.faults
        final.vanished = max(final.vanished, verdict.vanished)
        return final
