"""Marked values, and the search for them in every spelling a leak might have."""

import base64
import pathlib
import threading
import urllib.parse


def spellings(text):
    """Bytes that betray `text`: clear, wide, escaped, in hexadecimal, in base64 at any offset."""
    clear = text.encode()
    yield "clear", clear
    yield "UTF-16LE", text.encode("utf-16-le")
    yield "UTF-16BE", text.encode("utf-16-be")
    yield "percent", urllib.parse.quote(text, safe="").encode()
    yield "form", urllib.parse.quote_plus(text).encode()
    yield "JSON", "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in text).encode()
    yield "hex", clear.hex().encode()
    yield "HEX", clear.hex().upper().encode()
    yield "reversed", clear[::-1]
    for offset in range(3):
        # Only the characters that do not depend on what stands before and after.
        coded = base64.b64encode(b"\0" * offset + clear)
        start = (offset * 8 + 5) // 6
        sure = coded[start:(offset + len(clear)) * 8 // 6]
        yield f"base64+{offset}", sure
        yield f"base64url+{offset}", sure.replace(b"+", b"-").replace(b"/", b"_")


class Canaries:
    def __init__(self, **texts):
        self.needles = [(name, how, needle) for name, text in texts.items()
                        for how, needle in dict.fromkeys(spellings(text))]

    def find(self, data, only=None):
        """["number (base64+1)", ...]"""
        return sorted({f"{name} ({how})" for name, how, needle in self.needles
                       if needle in data and (only is None or name in only)})

    def search(self, folder, allowed):
        """[(path, what)] of all files below; `allowed` says what a file may hold, by its name."""
        found = []
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if not path.is_file():
                continue
            hits = self.find(path.read_bytes()) + self.find(path.name.encode())
            found += [(str(path.relative_to(folder)), hit) for hit in hits
                      if hit.split(" ")[0] not in allowed.get(path.name, ())]
        return found


class ProcessWatch:
    """Reads, as `ps` would, the command line and environment of every process, all the time."""

    def __init__(self, canaries):
        self.canaries, self.found, self.seen = canaries, set(), 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.done.set()
        self.thread.join()

    def watch(self):
        while not self.done.wait(0.002):
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                self.look(process)

    def look(self, process):
        for name in ("cmdline", "environ", "comm"):
            try:
                data = (process / name).read_bytes()
            except OSError:  # ended meanwhile, or not ours to read
                continue
            self.seen += b"bkxsms" in data
            for hit in self.canaries.find(data):
                self.found.add((f"/proc/PID/{name}", hit))
