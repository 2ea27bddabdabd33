"""Words that must not be in the project, and files that have grown too long."""

import re

import lint

LONGEST = 350          # lines of a source file: beyond, it has two subjects
LONGEST_COMMAND = 150  # lines of a file that declares a command: it only asks and prints

# Written apart, so that this file is clean too.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
ELSEWHERE = re.compile(
    r"(?<![\w/.])/wo" r"rk(?=[/\s'\"`)]|$)|\.\./sha" r"red\b|"
    r"\b(registry\.npmjs|py" r"pi|crates|proxy\.golang)\.(org|io)\b")

# Texts for people in many languages: "todo" is a word in some.
FOREIGN = ("share/data/", "share/templates/")


def check_words(path, name, text, problems):
    for number, line in enumerate(text.splitlines(), 1):
        found = ELSEWHERE.search(line)
        if not found and not name.startswith(FOREIGN):
            found = UNFINISHED.search(line)
        if found:
            problems.add(path, number, f"'{found.group(0)}' does not belong here")


def check_length(path, name, text, problems):
    if not name.startswith("src/") or path.suffix not in (".cpp", ".hpp"):
        return
    command = name.startswith("src/cmd/") and re.search(r"^Action declare_", text, re.MULTILINE)
    most = LONGEST_COMMAND if command else LONGEST
    length = len(text.splitlines())
    if length > most:
        problems.add(path, most + 1, f"{length} lines, more than {most}")


def main():
    root = lint.root_argument()
    problems = lint.Problems(root)
    for path in lint.all_files(root):
        name = path.relative_to(root).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # an image or an archive
        check_words(path, name, text, problems)
        check_length(path, name, text, problems)
    problems.finish()


main()
