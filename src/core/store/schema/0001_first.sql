-- 0001: messages, their attempts at providers, and what is known about both.
--
-- Times are milliseconds since 1970-01-01T00:00:00Z; column names end in _at.
-- Money is billionths of one unit of the currency beside it; column names end in _nano. A price
-- that is not known is NULL, never 0.
-- Columns of type BLOB that hold a number, a name or a text are sealed (security/vault.hpp); the
-- row's `uid` is bound in. A *_bidx column is the blind index of such a value.
-- A list of words is written as comparisons, not as IN (…): in a check or a partial index SQLite
-- builds a table of more than two words anew for every row that is written.
-- A released migration is never edited: add the next one.

CREATE TABLE bkx_sms_messages (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused; shown to people
    uid             TEXT    NOT NULL CHECK (length(uid) = 26),
    direction       TEXT    NOT NULL DEFAULT 'outbound' CHECK (direction IN ('outbound', 'inbound')),
    status          TEXT    NOT NULL CONSTRAINT known_status CHECK (
                        status = 'pending'     OR  -- waits for its time, or for its next attempt
                        status = 'sending'     OR  -- a runner has it
                        status = 'sent'        OR  -- the provider took it
                        status = 'delivered'   OR
                        status = 'undelivered' OR
                        status = 'failed'      OR  -- final: reason and error say why
                        status = 'unknown'     OR  -- the provider may have it; never sent again
                                                   -- blindly
                        status = 'held'        OR  -- waits for a person
                        status = 'expired'     OR
                        status = 'cancelled'   OR
                        status = 'suppressed'  OR
                        status = 'received'),      -- inbound
    reason          TEXT,               -- one word: why held, failed, suppressed, expired …
    message_type    TEXT    NOT NULL,
    priority        INTEGER NOT NULL DEFAULT 1 CHECK (priority BETWEEN 0 AND 2),  -- 2 goes first

    idem_key        BLOB    UNIQUE CHECK (length(idem_key) = 16),  -- blind index of the caller's key
    idem_print      BLOB    CHECK (length(idem_print) = 16),       -- of what was asked for
    caller_key      BLOB,                                          -- sealed
    booking_id      TEXT,
    customer_id     TEXT,
    batch           TEXT,               -- messages accepted together; bkx_sms_audit names it

    to_number       BLOB    NOT NULL,   -- sealed, E.164
    to_bidx         BLOB    NOT NULL CHECK (length(to_bidx) = 16),
    from_number     BLOB,               -- sealed; NULL: the configuration decides when it is sent
    message         BLOB    NOT NULL,   -- sealed
    country         TEXT,               -- ISO 3166-1 alpha-2 of to_number
    language        TEXT,
    template        TEXT,
    template_version TEXT,              -- BLAKE2b of the pattern, 16 hex digits
    encoding        TEXT    NOT NULL CHECK (encoding IN ('GSM-7', 'UCS-2')),
    units           INTEGER NOT NULL CHECK (units >= 0),
    segments        INTEGER NOT NULL CHECK (segments >= 1),

    wanted_provider TEXT,               -- the caller insists on this one
    route           TEXT,               -- who sends it next, with '+' where it takes over; NULL:
                                        -- it is chosen then
    route_why       TEXT,               -- why that one, in words
    provider        TEXT,               -- the one that took it, or was last asked
    provider_message_id TEXT,
    provider_status TEXT,               -- as the provider last wrote it
    attempts        INTEGER NOT NULL DEFAULT 0,
    retries         INTEGER NOT NULL DEFAULT 0,  -- times it waited after a failure; limited
    retry_since     INTEGER,            -- was taken, and then not delivered for a passing reason
    on_uncertain    TEXT    NOT NULL DEFAULT 'hold' CHECK (on_uncertain IN ('hold', 'resend')),

    cost_estimate_nano INTEGER,
    cost_nano       INTEGER,            -- billed
    currency        TEXT    CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),

    scheduled_at    INTEGER,            -- as asked for; NULL: at once
    due_at          INTEGER NOT NULL,   -- earliest next attempt
    expires_at      INTEGER NOT NULL,   -- later it is noise
    sent_at         INTEGER,
    delivered_at    INTEGER,
    failed_at       INTEGER,
    error_category  TEXT,
    error_code      TEXT,
    error_message   TEXT,               -- phone numbers masked
    metadata        TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,

    CHECK (idem_key IS NULL OR idem_print IS NOT NULL),
    CHECK (cost_estimate_nano IS NULL OR currency IS NOT NULL),
    CHECK (cost_nano IS NULL OR currency IS NOT NULL),
    CHECK (sent_at IS NOT NULL
           OR status <> 'sent' AND status <> 'delivered' AND status <> 'undelivered'),
    CHECK (status <> 'delivered' OR delivered_at IS NOT NULL),
    CHECK (status NOT IN ('failed', 'undelivered') OR failed_at IS NOT NULL),
    CHECK (reason IS NOT NULL
           OR status <> 'held' AND status <> 'failed' AND status <> 'expired'
              AND status <> 'suppressed' AND status <> 'unknown')
) STRICT;

-- queue-run reads in this order, for each route one lane after the other; partial, so it stays as small as the
-- queue however old the table is.
CREATE INDEX bkx_sms_messages_due     ON bkx_sms_messages (route, priority, due_at, id)
    WHERE status = 'pending';
CREATE INDEX bkx_sms_messages_retry   ON bkx_sms_messages (retry_since)
    WHERE retry_since IS NOT NULL;
CREATE INDEX bkx_sms_messages_to      ON bkx_sms_messages (to_bidx);
CREATE INDEX bkx_sms_messages_booking ON bkx_sms_messages (booking_id) WHERE booking_id IS NOT NULL;

-- One row per try to hand a message to a provider; on the disk before a byte leaves.
CREATE TABLE bkx_sms_attempts (
    id              INTEGER PRIMARY KEY,
    message_id      INTEGER NOT NULL REFERENCES bkx_sms_messages (id),
    n               INTEGER NOT NULL CHECK (n >= 1),
    provider        TEXT    NOT NULL,
    to_bidx         BLOB    NOT NULL,
    token           TEXT    NOT NULL UNIQUE CHECK (length(token) = 40),  -- our reference on the wire
    owner           TEXT    NOT NULL,   -- the runner: name of its lock file
    retry           INTEGER NOT NULL DEFAULT 0,  -- the message's retries then
    why             TEXT,               -- this provider was chosen, in words
    state           TEXT    NOT NULL CONSTRAINT known_state CHECK (
                        state = 'inflight'  OR  -- it may be on the wire
                        state = 'uncertain' OR  -- the outcome was lost; being looked up
                        state = 'lost'      OR  -- it cannot be looked up: a person decides
                        state = 'accepted'  OR
                        state = 'undelivered' OR  -- taken, and reported as not delivered; the
                                                  -- message is sent again
                        state = 'rejected'  OR
                        state = 'nosend'    OR  -- certainly not taken
                        state = 'absent'),      -- looked up: certainly not taken
    wire_at         INTEGER NOT NULL,
    ended_at        INTEGER,
    took_ms         INTEGER,
    clock_off_ms    INTEGER,            -- provider's clock minus ours
    negatives       INTEGER NOT NULL DEFAULT 0,  -- look-ups that did not find it
    next_check_at   INTEGER,
    provider_message_id TEXT,
    error_category  TEXT,
    error_code      TEXT,
    error_message   TEXT,
    UNIQUE (message_id, n),
    CHECK (state <> 'accepted' OR provider_message_id IS NOT NULL)
) STRICT;

-- Never two live sends of one message, whatever the code does.
CREATE UNIQUE INDEX bkx_sms_attempts_live ON bkx_sms_attempts (message_id)
    WHERE state = 'inflight' OR state = 'uncertain' OR state = 'lost' OR state = 'accepted';
-- One open send per provider and recipient: makes a look-up by recipient unambiguous. Recovery
-- reads it whole for what a dead runner left: it holds no more than is on its way.
CREATE UNIQUE INDEX bkx_sms_attempts_open ON bkx_sms_attempts (provider, to_bidx)
    WHERE state = 'inflight' OR state = 'uncertain';
-- One remote id, one attempt.
CREATE UNIQUE INDEX bkx_sms_attempts_remote ON bkx_sms_attempts (provider, provider_message_id)
    WHERE provider_message_id IS NOT NULL;
-- What is to be looked up, and when.
CREATE INDEX bkx_sms_attempts_uncertain ON bkx_sms_attempts (provider, next_check_at)
    WHERE state = 'uncertain';

-- Where a provider names and reports the parts of a message one by one: each part's id, and how far it
-- has come. A message of one part has no row.
CREATE TABLE bkx_sms_parts (
    provider            TEXT    NOT NULL,
    provider_message_id TEXT    NOT NULL,
    attempt_id          INTEGER NOT NULL REFERENCES bkx_sms_attempts (id),
    status              TEXT    NOT NULL CONSTRAINT known_part_status CHECK (
                            status = 'sent' OR status = 'failed' OR status = 'undelivered' OR
                            status = 'delivered'),
    PRIMARY KEY (provider, provider_message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bkx_sms_parts_attempt ON bkx_sms_parts (attempt_id);

-- One row for every change of a message's status, made by the database itself.
CREATE TABLE bkx_sms_delivery_logs (
    id              INTEGER PRIMARY KEY,
    message_id      INTEGER NOT NULL REFERENCES bkx_sms_messages (id),
    status          TEXT    NOT NULL,
    provider_status TEXT,
    logged_at       INTEGER NOT NULL,
    details         TEXT
) STRICT;
CREATE INDEX bkx_sms_delivery_logs_message ON bkx_sms_delivery_logs (message_id);

CREATE TRIGGER bkx_sms_messages_born AFTER INSERT ON bkx_sms_messages
BEGIN
    INSERT INTO bkx_sms_delivery_logs (message_id, status, provider_status, logged_at, details)
    VALUES (NEW.id, NEW.status, NEW.provider_status, NEW.updated_at, NEW.reason);
END;
CREATE TRIGGER bkx_sms_messages_moved AFTER UPDATE OF status ON bkx_sms_messages
WHEN OLD.status <> NEW.status
BEGIN
    INSERT INTO bkx_sms_delivery_logs (message_id, status, provider_status, logged_at, details)
    VALUES (NEW.id, NEW.status, NEW.provider_status, NEW.updated_at, NEW.reason);
END;

CREATE TABLE bkx_sms_templates (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    name            TEXT    NOT NULL,
    slug            TEXT    NOT NULL,
    message_type    TEXT    NOT NULL,
    content         TEXT    NOT NULL,
    variables       TEXT,
    language        TEXT    NOT NULL DEFAULT 'en',
    is_active       INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    usage_count     INTEGER NOT NULL DEFAULT 0,
    created_by      TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    UNIQUE (slug, language)
) STRICT;

CREATE TABLE bkx_sms_conversations (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uid             TEXT    NOT NULL CHECK (length(uid) = 26),
    customer_id     TEXT,
    phone_number    BLOB    NOT NULL,   -- sealed
    phone_bidx      BLOB    NOT NULL CHECK (length(phone_bidx) = 16),
    last_message_id INTEGER REFERENCES bkx_sms_messages (id),
    last_message_at INTEGER,
    unread_count    INTEGER NOT NULL DEFAULT 0 CHECK (unread_count >= 0),
    status          TEXT    NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    assigned_to     TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX bkx_sms_conversations_phone ON bkx_sms_conversations (phone_bidx);

CREATE TABLE bkx_sms_opt_outs (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uid             TEXT    NOT NULL CHECK (length(uid) = 26),
    phone_number    BLOB    NOT NULL,   -- sealed
    phone_bidx      BLOB    NOT NULL UNIQUE CHECK (length(phone_bidx) = 16),
    customer_id     TEXT,
    opted_out_at    INTEGER NOT NULL,
    reason          TEXT,
    ip_address      BLOB                -- sealed
) STRICT;

-- What is known of a provider: its account, its flow, and whether it is fit (routing/breaker.hpp).
CREATE TABLE bkx_sms_providers (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    provider_name   TEXT    NOT NULL UNIQUE,
    balance_nano    INTEGER,
    balance_currency TEXT,
    last_checked_at INTEGER,            -- the balance
    next_slot_us    INTEGER NOT NULL DEFAULT 0,  -- when the rate limit lets the next segment go;
                                                 -- microseconds since 1970, shared by all runners
    breaker         TEXT    NOT NULL DEFAULT 'closed'
                            CHECK (breaker IN ('closed', 'open', 'recovering')),
    faults          INTEGER NOT NULL DEFAULT 0,  -- in a row
    good            INTEGER NOT NULL DEFAULT 0,  -- in a row, while recovering
    refused         INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1)),  -- the account
    pause_s         INTEGER NOT NULL DEFAULT 0,
    changed_at      INTEGER NOT NULL DEFAULT 0,
    next_trial_at   INTEGER NOT NULL DEFAULT 0,
    why             TEXT,                        -- of the last pause
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;

-- What a provider did, in slots of ten minutes; kept for a week.
CREATE TABLE bkx_sms_health (
    provider        TEXT    NOT NULL,
    slot_at         INTEGER NOT NULL,   -- when it begins
    handed          INTEGER NOT NULL DEFAULT 0,  -- messages
    answered        INTEGER NOT NULL DEFAULT 0,  -- good exchanges
    faults          INTEGER NOT NULL DEFAULT 0,
    took_ms         INTEGER NOT NULL DEFAULT 0,  -- all good exchanges together
    delivered       INTEGER NOT NULL DEFAULT 0,  -- reports of this slot
    undelivered     INTEGER NOT NULL DEFAULT 0,
    slow            INTEGER NOT NULL DEFAULT 0,  -- of the delivered
    delay_ms        INTEGER NOT NULL DEFAULT 0,  -- from sent to delivered, all together
    PRIMARY KEY (provider, slot_at)
) STRICT, WITHOUT ROWID;

-- Numbers that finally refused texts, in a row; those with too many are put aside.
CREATE TABLE bkx_sms_bad_numbers (
    phone_bidx      BLOB    PRIMARY KEY CHECK (length(phone_bidx) = 16),
    refusals        INTEGER NOT NULL,
    category        TEXT    NOT NULL,   -- of the last
    since_at        INTEGER NOT NULL,
    last_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Webhook events that were applied, each once.
CREATE TABLE bkx_sms_events (
    provider        TEXT    NOT NULL,
    event_key       TEXT    NOT NULL,
    kind            TEXT    NOT NULL,   -- 'receipt'
    message_id      INTEGER REFERENCES bkx_sms_messages (id),  -- NULL: nothing of ours (yet)
    effect          TEXT    NOT NULL,   -- 'applied', 'stale', 'orphan', 'duplicate-send'
    first_seen_at   INTEGER NOT NULL,
    PRIMARY KEY (provider, event_key)
) STRICT, WITHOUT ROWID;

-- Every act of a person or a command, chained: mac = BLAKE2b(key, n | mac before | at | actor |
-- action | object | detail). See store/audit.hpp.
CREATE TABLE bkx_sms_audit (
    n               INTEGER PRIMARY KEY,
    at              INTEGER NOT NULL,
    actor           TEXT    NOT NULL,
    action          TEXT    NOT NULL,
    object          TEXT    NOT NULL,
    detail          TEXT    NOT NULL,   -- JSON, without personal data
    mac             BLOB    NOT NULL CHECK (length(mac) = 32)
) STRICT;

-- For people with the sqlite3 shell: ISO times, decimal money, no personal data.
CREATE VIEW messages AS
SELECT id, status, reason, message_type AS type, direction, booking_id AS booking, country, language,
       template, encoding, units, segments, provider, provider_message_id, attempts,
       CASE WHEN cost_estimate_nano IS NOT NULL THEN printf('%.5f', cost_estimate_nano / 1e9) END
           AS cost_estimate,
       CASE WHEN cost_nano IS NOT NULL THEN printf('%.5f', cost_nano / 1e9) END AS cost,
       currency, error_category, error_code,
       strftime('%Y-%m-%dT%H:%M:%SZ', created_at   / 1000, 'unixepoch') AS created,
       strftime('%Y-%m-%dT%H:%M:%SZ', due_at       / 1000, 'unixepoch') AS due,
       strftime('%Y-%m-%dT%H:%M:%SZ', expires_at   / 1000, 'unixepoch') AS expires,
       strftime('%Y-%m-%dT%H:%M:%SZ', sent_at      / 1000, 'unixepoch') AS sent,
       strftime('%Y-%m-%dT%H:%M:%SZ', delivered_at / 1000, 'unixepoch') AS delivered,
       strftime('%Y-%m-%dT%H:%M:%SZ', failed_at    / 1000, 'unixepoch') AS failed
FROM bkx_sms_messages;

CREATE VIEW attempts AS
SELECT id, message_id AS message, n, provider, state, token, provider_message_id, took_ms,
       error_category, error_code, why,
       strftime('%Y-%m-%dT%H:%M:%SZ', wire_at  / 1000, 'unixepoch') AS on_the_wire,
       strftime('%Y-%m-%dT%H:%M:%SZ', ended_at / 1000, 'unixepoch') AS ended
FROM bkx_sms_attempts;

CREATE VIEW delivery_logs AS
SELECT id, message_id AS message, status, provider_status, details,
       strftime('%Y-%m-%dT%H:%M:%SZ', logged_at / 1000, 'unixepoch') AS logged
FROM bkx_sms_delivery_logs;

CREATE VIEW providers AS
SELECT h.provider, coalesce(p.breaker, 'closed') AS breaker, p.why,
       sum(h.handed) AS handed, sum(h.faults) AS faults, sum(h.delivered) AS delivered,
       sum(h.undelivered) AS undelivered,
       sum(h.took_ms) / nullif(sum(h.answered), 0) AS mean_answer_ms,
       sum(h.delay_ms) / nullif(sum(h.delivered), 0) AS mean_delivery_ms
FROM bkx_sms_health h LEFT JOIN bkx_sms_providers p ON p.provider_name = h.provider
GROUP BY h.provider;

CREATE VIEW audit AS
SELECT n, strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000, 'unixepoch') AS at, actor, action, object, detail
FROM bkx_sms_audit;
