"""What the checks share: finding files, collecting problems, ending with the right status."""

import pathlib
import re
import subprocess
import sys

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
LEFT_OUT = {".git", ".cache", "build"}


class Problems:
    """Complaints in the form editors understand: path:line: what is wrong."""

    def __init__(self, root):
        self.root = root
        self.lines = []

    def add(self, path, line, what):
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        self.lines.append(f"{shown}:{line}: {what}")

    def finish(self):
        for line in sorted(self.lines):
            print(line)
        sys.exit(1 if self.lines else 0)


def root_argument():
    """The tree to check: the first argument."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} ROOT ...")
    return pathlib.Path(sys.argv[1]).resolve()


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def all_files(root):
    """Every file of the project; what a build or an editor leaves behind is left out."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        left_out = any(p in LEFT_OUT or p == "__pycache__" for p in parts)
        if path.is_file() and not left_out:
            yield path


def sources(root, *folders):
    """The C++ files below the folders."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cpp", ".hpp"):
                yield path


INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def includes(path):
    """(line number, '"' or '<', what is included) for each #include."""
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(text)
        if found:
            yield number, found.group(1), found.group(2)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)
