#!/usr/bin/env python3
"""What must hold after any crash, whatever was going on.

The witness is the provider's ledger, not our database: every text of a test is different, so the
ledger alone says what was sent twice. The rest is read from the database, through the attempts'
tokens; where a provider's request carries none (AWS SNS), through the provider's id, and where the
answer with that was lost, through the message's `booking`, which is then the text's last word.

    judge.py LEDGER DATABASE    judges the files that a test has left
"""

import collections
import json
import pathlib
import sqlite3
import sys

import rig

FINAL = {"sent", "delivered", "undelivered"}
FINAL_WITH_REASON = {"failed", "held", "expired", "suppressed", "cancelled"}
TAKEN = FINAL | {"held"}  # what a message may be that the provider has
OWNED = {"accepted", "lost"}  # what an attempt may be that the provider has
SHOWN_FAULTS = 20


class Verdict:
    def __init__(self):
        self.faults = []
        self.duplicates = 0
        self.vanished = 0  # ids that were printed and are not there any more
        self.states = collections.Counter()
        self.taken = collections.Counter()  # lines of the ledger, by provider

    def require(self, holds, what):
        if not holds:
            self.faults.append(what)


class Attempts:
    """Which attempt a line of the ledger belongs to."""

    def __init__(self, rows, messages):
        self.rows = rows
        self.by_token = {row["token"]: row for row in rows}
        self.by_remote_id = {(row["provider"], row["provider_message_id"]): row for row in rows
                             if row["provider_message_id"]}
        bookings = {row["id"]: row["booking"] for row in messages if row["booking"]}
        self.nameless = {(row["provider"], bookings.get(row["message"])): row for row in rows
                         if not row["provider_message_id"] and row["state"] in OWNED}

    def of(self, line):
        if line["ref"]:
            return self.by_token.get(line["ref"])
        return (self.by_remote_id.get((line["provider"], line["sid"])) or
                self.nameless.get((line["provider"], line["body"].split()[-1])))


def judge_ledger(verdict, ledger):
    texts = collections.Counter(line["body"] for line in ledger)
    tokens = collections.Counter(line["ref"] for line in ledger if line["ref"])
    verdict.taken = collections.Counter(line["provider"] for line in ledger)
    for text, count in texts.items():
        if count > 1:
            verdict.duplicates += count - 1
            by = "+".join(line["provider"] for line in ledger if line["body"] == text)
            verdict.faults.append(f"'{text}' was sent {count} times: {by}")
    for token, count in tokens.items():
        verdict.require(count == 1, f"one attempt, {count} requests: {token}")


def judge_attempts(verdict, attempts, ledger, status_of):
    """The ids of the messages that a provider has, by the ledger."""
    found = set()
    for line in ledger:
        attempt = attempts.of(line)
        if attempt is None:
            verdict.faults.append(f"sent without a record: {line}")
            continue
        found.add(attempt["id"])
        verdict.require(attempt["provider"] == line["provider"] and attempt["state"] in OWNED,
                        f"attempt {attempt['id']} was taken by {line['provider']}, but is "
                        f"{attempt['state']} at {attempt['provider']}")
    for row in attempts.rows:
        name = f"attempt {row['id']}"
        verdict.require(row["state"] not in ("inflight", "uncertain"),
                        f"{name} stays {row['state']} for ever")
        verdict.require(row["state"] != "accepted" or row["id"] in found,
                        f"{name} is accepted, but {row['provider']} never had it")
        verdict.require(row["state"] != "lost" or status_of.get(row["message"]) == "held",
                        f"{name} is lost, but its message {status_of.get(row['message'])}")
    return {row["message"] for row in attempts.rows if row["id"] in found}


def judge_messages(verdict, messages, accepted_ids):
    """`accepted_ids` are those of messages that a provider has, by the ledger."""
    for row in messages:
        name = f"message {row['id']}"
        status, reason = row["status"], row["reason"]
        verdict.states[status if status in FINAL else f"{status}:{reason}"] += 1
        if status in FINAL_WITH_REASON:
            verdict.require(reason, f"{name} is {status}, nobody knows why")
        else:
            verdict.require(status in FINAL, f"{name} stays {status} for ever")
        if row["id"] in accepted_ids:
            verdict.require(status in TAKEN, f"{name} was sent, but is {status}")
        else:
            verdict.require(status not in FINAL, f"{name} is {status}, but was never sent")


def judge_printed(verdict, database, printed):
    """An id that was shown to somebody is there, whatever came after."""
    kept = {row["id"] for row in rig.rows(database, "SELECT id FROM messages")}
    gone = sorted(set(printed) - kept)
    verdict.vanished += len(gone)
    verdict.require(not gone, f"printed, but not kept: {gone}")


def judge_records(verdict, database, ledger, reported=False):
    whole = rig.rows(database, "PRAGMA integrity_check")[0][0]
    verdict.require(whole == "ok", f"the database is broken: {whole}")
    messages = rig.rows(database, "SELECT id, status, reason, booking FROM messages")
    attempts = Attempts(rig.rows(database, "SELECT * FROM attempts"), messages)
    status_of = {row["id"]: row["status"] for row in messages}
    accepted = judge_attempts(verdict, attempts, ledger, status_of)
    judge_messages(verdict, messages, accepted)
    if reported:
        for row in messages:
            verdict.require(row["id"] not in accepted or row["status"] == "delivered",
                            f"message {row['id']} was delivered, but is {row['status']}")
    alarms = rig.rows(database, "SELECT message_id FROM bkx_sms_events "
                                "WHERE effect = 'duplicate-send'")
    verdict.require(not alarms, f"reports tell of {len(alarms)} sends that should not have been")
    return len(messages)


def judge(home, ledger, printed=(), expected=None, reported=False):
    """`printed`: ids that were shown to the caller. `expected`: how many messages there must be.
    `reported`: the provider's callbacks all came, so that no fate may be unknown that it knows."""
    verdict = Verdict()
    judge_ledger(verdict, ledger)
    try:
        count = judge_records(verdict, home.database, ledger, reported)
        judge_printed(verdict, home.database, printed)
    except sqlite3.Error as error:
        verdict.faults.append(f"the database cannot be read: {error}")
        return verdict
    if expected is not None:
        verdict.require(count == expected, f"{count} messages instead of {expected}")
    check = home.run("db", "check")
    verdict.require(check.status == 0, f"db check: {check.status} {check.err.strip()}")
    return verdict


def print_counts(verdict):
    for what, counts in (("messages", verdict.states), ("at providers", verdict.taken)):
        print(f"{what}: " + " ".join(f"{name}={n}" for name, n in sorted(counts.items())))


def main():
    ledger_file, database = sys.argv[1:]
    lines = pathlib.Path(ledger_file).read_text(encoding="utf-8").splitlines()
    ledger, verdict = [json.loads(line) for line in lines], Verdict()
    judge_ledger(verdict, ledger)
    judge_records(verdict, database, ledger)
    print_counts(verdict)
    for fault in verdict.faults[:SHOWN_FAULTS]:
        print(fault)
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
