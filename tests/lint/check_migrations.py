"""A released migration is never edited: databases have run it. `RELEASED` beside the migrations
lists each released one as `SHA256  NAME`, as sha256sum prints it. Numbers have no gap and no
double."""

import hashlib
import re

import lint


def check_numbers(names, folder, problems):
    for expected, name in enumerate(names, 1):
        found = re.fullmatch(r"(\d{4})_[a-z0-9_]+\.sql", name)
        if not found:
            problems.add(folder / name, 1, "is not named NNNN_words.sql")
        elif int(found.group(1)) != expected:
            problems.add(folder / name, 1, f"should be number {expected:04}")


def check_released(folder, problems):
    listing = folder / "RELEASED"
    if not listing.exists():
        return
    for number, text in enumerate(listing.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        found = re.fullmatch(r"([0-9a-f]{64}) [ *](\S+)", text)
        if not found:
            problems.add(listing, number, "is not 'SHA256  NAME'")
            continue
        released = folder / found.group(2)
        if not released.exists():
            problems.add(listing, number, f"{released.name} is released and must stay")
        elif hashlib.sha256(released.read_bytes()).hexdigest() != found.group(1):
            problems.add(released, 1, "is released and was changed; add a migration instead")


def main():
    root = lint.root_argument()
    problems = lint.Problems(root)
    folder = root / "src" / "core" / "store" / "schema"
    check_numbers(sorted(path.name for path in folder.glob("*.sql")), folder, problems)
    check_released(folder, problems)
    problems.finish()


main()
