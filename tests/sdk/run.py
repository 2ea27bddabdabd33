"""Runs one vendor's own SDK against `bkxsms sandbox`, with nothing changed but the address.

usage: run.py BKXSMS PACKAGES SCRIPT

PACKAGES is the folder in which scripts/sdk has installed the SDKs. Without it, or without node, the
test is skipped: no ordinary run of the tests needs the network.
"""

import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def main():
    bkxsms, packages, script = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:])
    node = shutil.which("node")
    if node is None:
        skip("there is no node")
    if not (pathlib.Path(packages) / "node_modules").is_dir():
        skip("the SDKs are not installed: scripts/sdk does that")
    sandbox = subprocess.Popen([bkxsms, "-q", "sandbox", "--port", "0"], stdout=subprocess.PIPE,
                               text=True)
    try:
        url = sandbox.stdout.readline().strip()
        status = subprocess.run([node, script, packages, url], check=False, timeout=120).returncode
    finally:
        sandbox.terminate()
        sandbox.wait(timeout=30)
    sys.exit(status)


main()
