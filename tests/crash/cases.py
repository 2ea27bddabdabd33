"""What is interrupted: each case is a command, the folder it starts from and what comes after."""

import base64
import dataclasses
import hashlib
import hmac
import subprocess

from rig import PUBLIC_URL, Result

FAST = {"delivery": {"sent_ms": 2, "done_ms": 4}, "callbacks": {"drop": ["sent"]}}
SILENT = {"callbacks": {"drop": True}}
BULK_ROWS, QUEUED = 30, 7


def rule(do, **when):
    return {"rules": [{"when": when, "do": do}]}


def number(i):
    return f"+49151123450{i:02}"


def csv(rows):
    return "key,to,text\n" + "".join(f"k{i},{number(i)},text {i}\n" for i in range(rows))


@dataclasses.dataclass
class Case:
    """`reported`: all callbacks come. `messages`: how many there are in the end."""

    name: str
    scenario: dict
    messages: int
    reported: bool = False
    command: tuple = ("queue-run",)
    stdin: str = ""

    def prepare(self, home):
        """Brings a new home to where the command starts."""
        home.must_run("-q", "send", "--csv", "-", stdin=csv(self.messages))

    def interrupt(self, home, before):
        return home.run(*self.command, before=before, stdin=self.stdin)

    def repeat(self, home, result, verdict):
        """What the caller does who got no answer. Returns the ids that were shown to somebody."""
        return []

    @property
    def may_repeat_late(self):
        """The caller's second try may come when the message has long been sent."""
        return isinstance(self, SendCase)


class OneNumberCase(Case):
    """All texts go to one person: an outcome that stays unknown must not hold up the others."""

    def prepare(self, home):
        rows = csv(self.messages).splitlines()
        same = [row.replace(number(i), number(0)) for i, row in enumerate(rows[1:])]
        home.must_run("-q", "send", "--csv", "-", stdin="\n".join([rows[0], *same]) + "\n")


class SendCase(Case):
    """The caller repeats with the same keys, and must get the ids that were printed."""

    def prepare(self, home):
        pass

    def repeat(self, home, result, verdict):
        printed = result.ids()
        again = home.must_run(*self.command, stdin=self.stdin)
        verdict.require(again.ids()[:len(printed)] == printed, "another id for the same key")
        verdict.require(len(set(again.ids())) == self.messages, "a key without its own message")
        return printed + again.ids()


class ImportCase(Case):
    """All is sent and the callbacks wait in the spool."""

    def prepare(self, home):
        super().prepare(home)
        home.must_run("queue-run")


class HookCase(ImportCase):
    """One more callback arrives: `delivered`, once more; the web server runs the hook."""

    def interrupt(self, home, before):
        body = b"MessageSid=SM" + b"0" * 32 + b"&MessageStatus=delivered"
        path = "/hook/twilio/status?ref=" + "a" * 40
        token = (home.folder / "twilio.token").read_bytes().strip()
        signed = PUBLIC_URL.removesuffix("/hook") + path
        signed += "MessageSid" + "SM" + "0" * 32 + "MessageStatusdelivered"
        signature = base64.b64encode(hmac.digest(token, signed.encode(), hashlib.sha1)).decode()
        environment = home.programs.environment(
            GATEWAY_INTERFACE="CGI/1.1", REQUEST_METHOD="POST", HTTPS="on", REQUEST_URI=path,
            SCRIPT_NAME="/hook", PATH_INFO="/twilio/status", QUERY_STRING=path.split("?")[1],
            CONTENT_TYPE="application/x-www-form-urlencoded", CONTENT_LENGTH=str(len(body)),
            HTTP_X_TWILIO_SIGNATURE=signature, HTTP_HOST="sms.example.com",
            REMOTE_ADDR="127.0.0.1", SERVER_PROTOCOL="HTTP/1.1",
            BKXSMS_SPOOL=str(home.folder / "spool"))
        done = subprocess.run([*before, home.programs.hook], env=environment, input=body,
                              capture_output=True, check=False, timeout=30)
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def repeat(self, home, result, verdict):
        taken = "Status: 2" in result.out
        files = len(home.waiting_webhooks) - self.messages
        verdict.require(not taken or files == 1, f"answered 2xx, {files} files in the spool")
        for file in home.waiting_webhooks:
            verdict.require(file.read_bytes().partition(b"\n")[2], f"{file.name} is cut off")
        return []


CASES = [
    SendCase("send", SILENT, 1, command=("--json", "send", "--to", number(0), "--message", "text 0",
                                         "--key", "k0")),
    SendCase("bulk", SILENT, BULK_ROWS, command=("--json", "send", "--csv", "-"),
             stdin=csv(BULK_ROWS)),
    Case("queue", FAST, QUEUED, reported=True),
    Case("hang-up", {**FAST, **rule({"fault": "hang_up"}, every=2)}, QUEUED, reported=True),
    Case("late-5xx", {**FAST, **rule({"fault": "error", "status": 503, "accept": True}, every=2)},
         QUEUED, reported=True),
    Case("half-answer", {**FAST, **rule({"fault": "cut"}, every=2)}, QUEUED, reported=True),
    Case("garbage", {**FAST, **rule({"fault": "garbage"}, every=2)}, QUEUED, reported=True),
    Case("slow", {**FAST, "latency_ms": 25}, QUEUED, reported=True),
    Case("throttled", {**FAST, **rule({"fault": "error", "status": 429}, every=2)}, QUEUED,
         reported=True),
    OneNumberCase("one-number", FAST, QUEUED),
    Case("no-reports", {**SILENT, **rule({"fault": "hang_up"}, every=3)}, QUEUED),
    ImportCase("import", FAST, QUEUED, reported=True, command=("webhook-import",)),
    HookCase("hook", FAST, 3, reported=True),
]
