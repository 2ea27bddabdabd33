"""Every C++ file is as clang-format 14 writes it. (Other versions write other files.)"""

import re
import shutil

import lint


def main():
    root = lint.root_argument()
    if not shutil.which("clang-format-14"):
        lint.skip("clang-format-14 is not installed")
    problems = lint.Problems(root)
    files = [str(path) for path in lint.sources(root, "src", "tests")]
    for start in range(0, len(files), 100):
        result = lint.run("clang-format-14", "--dry-run", "-Werror", *files[start:start + 100])
        first = {}
        for path, line in re.findall(r"^(.*):(\d+):\d+: error: ", result.stderr, re.MULTILINE):
            first.setdefault(path, line)
        for path, line in first.items():
            problems.add(root / path, line, "from here on not as clang-format-14 writes it")
        if result.returncode != 0 and not problems.lines:
            problems.add(root, 0, "clang-format failed: " + result.stderr.strip()[:200])
    problems.finish()


main()
