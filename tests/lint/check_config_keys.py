"""bkxsms.toml(5) and the program have the same keys with the same defaults.

usage: check_config_keys.py ROOT CONFIG_KEYS    (the program that prints keys and defaults)
"""

import re
import sys

import lint


def keys_of_page(page):
    """Key → (line, default as TOML). A key is `.It Cm NAME No = DEFAULT` under `.Ss [table]`."""
    keys, table = {}, ""
    for number, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        heading = re.match(r"\.Ss \[+([a-z_]+)\]+", text)
        if heading:
            table = heading.group(1) + "."
        elif text.startswith((".Sh", ".Ss")):
            table = ""
        item = re.match(r"\.It Cm (\w+)(?: No = (.*?))?(?: Pq Em later)?$", text)
        if item:
            default = (item.group(2) or "").replace(r"\(dq", '"')
            keys[table + item.group(1)] = (number, "" if default == '""' else default)
    return keys


def main():
    root = lint.root_argument()
    problems = lint.Problems(root)
    page = root / "man" / "bkxsms.toml.5"
    documented = keys_of_page(page)
    printed = lint.run(sys.argv[2]).stdout.splitlines()
    actual = dict(line.split("\t") for line in printed)
    if not actual:
        problems.add(page, 1, f"{sys.argv[2]} printed no key")
    for key, default in actual.items():
        line, written = documented.get(key, (1, None))
        if written is None:
            problems.add(page, line, f"key '{key}' is not documented")
        elif written != default:
            problems.add(page, line, f"the default of '{key}' is {default}, not {written}")
    for key, (line, _) in documented.items():
        if key not in actual:
            problems.add(page, line, f"there is no key '{key}'")
    problems.finish()


main()
