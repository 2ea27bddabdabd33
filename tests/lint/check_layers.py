"""Which room may include which.

One way only: a room sees what is to the left of it in docs/architecture.md, "Who may see whom".
"""

import lint

# Room: the rooms it may see, beside itself.
BASE = set()
ABOVE_BASE = {"base"}
CONFIG = {"base", "security", "phone", "text"}
ABOVE_CONFIG = CONFIG | {"config"}
DECIDING = ABOVE_CONFIG | {"store", "transport", "provider"}
QUEUE = DECIDING | {"routing", "policy"}
OUTER = QUEUE | {"queue"}

ALLOWED = {
    "base": BASE,
    "security": ABOVE_BASE,
    "phone": ABOVE_BASE,
    "text": ABOVE_BASE,
    "config": CONFIG,
    "routing": ABOVE_CONFIG,
    "store": ABOVE_CONFIG | {"routing"},
    "transport": ABOVE_CONFIG,
    "provider": ABOVE_CONFIG,
    "policy": DECIDING,
    "queue": QUEUE,
    "booking": OUTER,
    "inbound": OUTER,
    "report": {"base", "phone", "store"},
    "sandbox": {"base", "security", "text"},  # the other side of the wire: nothing in common
}

# Single headers that a room may see of another one.
ALLOWED_HEADERS = {
    "provider": {"core/transport/exchange.hpp"},  # requests and replies, but no way to send
}

# The CGI program runs for the web server's users: no database, no secret.
HOOK_MUST_NOT_SEE = {"store", "security", "provider", "transport", "queue"}


def room_of(header):
    parts = header.split("/")
    return parts[1] if len(parts) >= 3 and parts[0] == "core" else parts[0]


def complaint(path, room, header):
    """Why `path` must not include `header`; None if it may."""
    if "/" not in header or header.startswith("."):
        return f"'{header}' is not included by its path from src/"
    seen = room_of(header)
    if seen == "cmd" and room != "cmd":
        return "nobody includes cmd"
    if room == "cmd":
        if path.name.startswith("hook") and seen in HOOK_MUST_NOT_SEE:
            return f"the CGI program must not see {seen}"
        return None
    if room not in ALLOWED:
        return f"room {room} has no row in check_layers.py"
    if seen == room or seen in ALLOWED[room] or header in ALLOWED_HEADERS.get(room, ()):
        return None
    return f"{room} must not see {seen} ('{header}')"


def main():
    root = lint.root_argument()
    problems = lint.Problems(root)
    for path in lint.sources(root, "src"):
        room = room_of(path.relative_to(root / "src").as_posix())
        for line, kind, header in lint.includes(path):
            why = complaint(path, room, header) if kind == '"' else None
            if why:
                problems.add(path, line, why)
    problems.finish()


main()
