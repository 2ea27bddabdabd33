"""Manual pages against the program.

Each command's options in `bkxsms COMMAND --help` and the .Fl of man/bkxsms-COMMAND.1 are the
same, both ways; each command that `bkxsms --help` lists has a page and is listed in bkxsms.1;
a reference to one of our pages has that page; mandoc has nothing to say about any page.

usage: check_man.py ROOT [BKXSMS]
"""

import re
import shutil
import sys

import lint

# Every command takes these; bkxsms(1) describes them once.
COMMON_PAGE = "bkxsms.1"

# What mandoc says of every page that is not part of an operating system, and of pages that are
# not installed; our own references are checked below.
TOLERATED = ("operating system explicitly specified", "referenced manual not found")


def lint_pages(pages, problems):
    for page in pages:
        for line in lint.run("mandoc", "-Tlint", str(page)).stdout.splitlines():
            if any(text in line for text in TOLERATED):
                continue
            found = re.match(r"mandoc: .*?:(\d+):\d+: (.*)", line)
            problems.add(page, found.group(1) if found else 0,
                         found.group(2) if found else line)


def check_references(pages, problems):
    names = {page.name for page in pages}
    for page in pages:
        for number, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            found = re.match(r"\.Xr (bkxsms\S*) (\d)", text)
            if found and f"{found.group(1)}.{found.group(2)}" not in names:
                problems.add(page, number, f"there is no {found.group(1)}({found.group(2)})")


def options_of_page(page):
    """Options described in the page: .It Fl, `.It Fl n , Fl -dry-run Ar x`."""
    options = set()
    for text in page.read_text(encoding="utf-8").splitlines():
        if re.match(r"\.It\s+Fl\s", text):
            options |= {"-" + name for name in re.findall(r"\bFl\s+(-?[\w-]+)", text)}
    return options


def options_of_help(text):
    """Options at the start of a line of CLI11's help: `  -n,--dry-run`, `  --to TEXT`; not its
    `--[no-]x` in descriptions."""
    options = set()
    for line in text.splitlines():
        found = re.match(r"\s{1,4}(-{1,2}[A-Za-z][\w-]*(?:,\s*-{1,2}[A-Za-z][\w-]*)*)", line)
        if found:
            options |= {name.strip() for name in found.group(1).split(",")}
    return options


def commands_of_help(text):
    """The first word of each line under `Commands:` or `Subcommands:`."""
    commands, inside = [], False
    for line in text.splitlines():
        if re.match(r"(Sub)?commands?:", line, re.IGNORECASE):
            inside = True
        elif inside and re.match(r"\s{1,4}[a-z]", line):
            commands.append(line.split()[0])
        elif inside and line and not line.startswith(" "):
            inside = False
    return commands


def options_of_program(program, *words):
    """The options of a command and of the commands below it (`template list`)."""
    text = lint.run(program, *words, "--help").stdout
    options = options_of_help(text)
    for word in commands_of_help(text):
        options |= options_of_program(program, *words, word)
    return options


def check_command(command, page, common, program, problems):
    told = options_of_program(program, command)
    written = options_of_page(page)
    for option in sorted(told - written - common):
        problems.add(page, 1, f"'{option}' of `bkxsms {command} --help` is not described")
    for option in sorted(written - told - common):
        problems.add(page, 1, f"'{option}' is described, but `bkxsms {command} --help` has none")


def check_program(root, program, problems):
    main_page = root / "man" / COMMON_PAGE
    if not main_page.exists():
        problems.add(main_page, 1, "there is no such page")
        return
    overview = lint.run(program, "--help").stdout
    commands = commands_of_help(overview)
    if not commands:
        problems.add(main_page, 1, "`bkxsms --help` lists no command")
    listed = set(re.findall(r"bkxsms-([a-z-]+) 1", main_page.read_text(encoding="utf-8")))
    common = options_of_page(main_page) | options_of_help(overview)
    for command in commands:
        page = root / "man" / f"bkxsms-{command}.1"
        if command not in listed:
            problems.add(main_page, 1, f"does not list bkxsms-{command}(1)")
        if page.exists():
            check_command(command, page, common, program, problems)
        else:
            problems.add(page, 1, f"`bkxsms {command}` has no page")
    for page in (root / "man").glob("bkxsms-*.1"):
        if page.stem.removeprefix("bkxsms-") not in commands + ["hook"]:
            problems.add(page, 1, "describes a command that `bkxsms --help` does not list")


def main():
    root = lint.root_argument()
    program = sys.argv[2] if len(sys.argv) > 2 else ""
    if not shutil.which("mandoc"):
        lint.skip("mandoc is not installed")
    problems = lint.Problems(root)
    pages = sorted((root / "man").glob("bkxsms*.[1-8]"))
    lint_pages(pages, problems)
    if not program:
        if problems.lines:
            problems.finish()
        lint.skip("bkxsms is not built; only mandoc -Tlint was run")
    check_references(pages, problems)
    check_program(root, program, problems)
    problems.finish()


main()
