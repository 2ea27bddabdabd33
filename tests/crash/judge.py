"""What must hold after any crash, whatever was going on.

The witness is the provider's ledger, not our database: every text of a test is different, so the
ledger alone says what was sent twice. The rest is read from the database, through the attempts'
tokens.
"""

import collections
import sqlite3

FINAL = {"sent", "delivered", "undelivered"}
FINAL_WITH_REASON = {"failed", "unknown", "held", "expired", "suppressed", "cancelled"}
TAKEN = FINAL | {"unknown", "held"}  # what a message may be that the provider has


class Verdict:
    def __init__(self):
        self.faults = []
        self.duplicates = 0
        self.states = collections.Counter()

    def require(self, holds, what):
        if not holds:
            self.faults.append(what)


def judge_ledger(verdict, ledger):
    texts = collections.Counter(line["body"] for line in ledger)
    tokens = collections.Counter(line["ref"] for line in ledger)
    for text, count in texts.items():
        if count > 1:
            verdict.duplicates += count - 1
            verdict.faults.append(f"'{text}' was sent {count} times")
    for token, count in tokens.items():
        verdict.require(count == 1, f"one attempt, {count} requests: {token}")


def judge_messages(verdict, messages, accepted_ids):
    """`accepted_ids` are those of messages that the provider has, by its ledger."""
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


def judge(home, ledger, printed=(), expected=None, reported=False):
    """`printed`: ids that were shown to the caller. `expected`: how many messages there must be.
    `reported`: the provider's callbacks all came, so that no fate may be unknown that it knows."""
    verdict = Verdict()
    judge_ledger(verdict, ledger)
    try:
        whole = home.rows("PRAGMA integrity_check")[0][0]
        verdict.require(whole == "ok", f"the database is broken: {whole}")
        messages = home.rows("SELECT id, status, reason FROM messages")
        attempts = {row["token"]: row for row in home.rows("SELECT * FROM attempts")}
    except sqlite3.Error as error:
        verdict.faults.append(f"the database cannot be read: {error}")
        return verdict
    ids = {row["id"] for row in messages}
    verdict.require(set(printed) <= ids, f"printed, but not kept: {sorted(set(printed) - ids)}")
    if expected is not None:
        verdict.require(len(ids) == expected, f"{len(ids)} messages instead of {expected}")
    for line in ledger:
        verdict.require(line["ref"] in attempts, f"sent without a record: {line['ref']}")
    accepted = {attempts[line["ref"]]["message"] for line in ledger if line["ref"] in attempts}
    judge_messages(verdict, messages, accepted)
    if reported:
        for row in messages:
            verdict.require(row["id"] not in accepted or row["status"] == "delivered",
                            f"message {row['id']} was delivered, but is {row['status']}")
    for row in attempts.values():
        verdict.require(row["state"] != "inflight",
                        f"attempt {row['id']} stays {row['state']}")
    check = home.run("db", "check")
    verdict.require(check.status == 0, f"db check: {check.status} {check.err.strip()}")
    return verdict
