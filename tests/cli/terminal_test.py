"""`provider add` as a person meets it: questions on a terminal, answers typed.

usage: terminal_test.py --bkxsms PROGRAM --share FOLDER [CASE ...]

Each case is a function below. It runs the program on a pseudo-terminal of its own in a fresh home
and sees what a person sees: what was typed too, unless the terminal was told not to show it.
"""

import argparse
import contextlib
import errno
import json
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import urllib.request

PATIENCE = 20  # seconds for one thing to appear
SECRET = "00000000000000000000000000000000005a4db0"  # Plivo's, of docs/sandbox.md
AUTH_ID = "MA000000000005A4DB0C"
PLAIN = """environment = "test"

[general]
default_provider = "plivo"   # the only one
"""


class Terminal:
    """The program on a pseudo-terminal."""

    def __init__(self, home, *words):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home.path)
            os.execve(home.program, [home.program, *words], home.environment)
        self.screen = ""
        self.seen = 0  # up to here it has been looked at

    def read_some(self, patience):
        if not select.select([self.fd], [], [], patience)[0]:
            return False
        try:
            got = os.read(self.fd, 65536)
        except OSError as error:  # the program has ended
            if error.errno != errno.EIO:
                raise
            return False
        self.screen += got.decode("utf-8", "replace")
        return bool(got)

    def expect(self, words):
        """Waits until `words` are on the screen, behind what was waited for before."""
        end = time.monotonic() + PATIENCE
        while words not in self.screen[self.seen:]:
            if time.monotonic() > end or not self.read_some(1) and self.ended():
                raise AssertionError(f"{words!r} did not come; on the screen:\n{self.screen}")
        self.seen = self.screen.index(words, self.seen) + len(words)

    def ended(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def type(self, text):
        os.write(self.fd, text.encode())

    def answer(self, prompt, text):
        self.expect(prompt)
        self.type(text + "\n")

    def shows_typing(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def status(self):
        """How it ended; the terminal must then show again what is typed."""
        while self.read_some(PATIENCE):
            pass
        assert self.shows_typing(), "the terminal was left without echo"
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


class Home:
    """A configuration, and the program that reads it."""

    def __init__(self, options, path):
        self.path = path
        self.program = str(pathlib.Path(options.bkxsms).resolve())
        self.config = path / "bkxsms.toml"
        self.config.write_text(PLAIN)
        self.config.chmod(0o640)
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(path), "BKXSMS_CONFIG": str(self.config),
            "BKXSMS_SHARE": str(pathlib.Path(options.share).resolve()), "LC_ALL": "C.UTF-8",
        }

    @contextlib.contextmanager
    def provider(self):
        """The sandbox; its URL."""
        sandbox = subprocess.Popen([self.program, "sandbox", "-q", "--port", "0"], text=True,
                                   env=self.environment, stdout=subprocess.PIPE)
        try:
            yield sandbox.stdout.readline().strip()
        finally:
            sandbox.send_signal(signal.SIGTERM)
            sandbox.communicate(timeout=PATIENCE)

    def add(self, url, *words):
        return Terminal(self, "provider", "add", "plivo", "--set", f"base_url={url}", *words)

    def files(self):
        return sorted(path.name for path in self.path.iterdir())

    def is_untouched(self):
        return self.config.read_text() == PLAIN and self.files() == ["bkxsms.toml"]


def fill_in(terminal, secret=SECRET):
    terminal.answer("  auth_id: ", AUTH_ID)
    terminal.expect("  auth_token: ")
    assert not terminal.shows_typing(), "the terminal would show a secret"
    terminal.type(secret + "\n")
    terminal.answer("  phone_number [leave out]: ", "+447700900125")
    terminal.answer("  main_auth_token [leave out]: ", "")


def all_answered(home):
    with home.provider() as url:
        terminal = home.add(url)
        fill_in(terminal)
        terminal.expect('auth_id = "MA000000000005A4DB0C"')
        terminal.expect('auth_token = "file:plivo.token"')
        terminal.answer("Go on? [Y/n] ", "")
        terminal.expect("plivo is set up and enabled: its credentials are good, 20 USD left")
        assert terminal.status() == 0
    assert SECRET not in terminal.screen, "the secret was shown"
    assert AUTH_ID + "\r\n" in terminal.screen, "what was typed is not seen: this test is blind"
    assert home.files() == ["bkxsms.toml", "plivo.token"]
    assert (home.path / "plivo.token").read_text() == SECRET + "\n"
    assert (home.path / "plivo.token").stat().st_mode & 0o7777 == 0o600
    assert home.config.stat().st_mode & 0o7777 == 0o640
    assert home.config.read_text() == PLAIN + f"""
[plivo]
auth_id = "{AUTH_ID}"
phone_number = "+447700900125"
base_url = "{url}"
auth_token = "file:plivo.token"
enabled = true
"""


def what_is_there_is_kept(home):
    with home.provider() as url:
        terminal = home.add(url)
        fill_in(terminal)
        terminal.answer("Go on? [Y/n] ", "y")
        assert terminal.status() == 0
        before = home.config.read_text()
        terminal = Terminal(home, "provider", "add", "plivo")
        terminal.answer(f"  auth_id [{AUTH_ID}]: ", "")
        terminal.answer("  auth_token [keep it]: ", "")
        terminal.answer("  phone_number [+447700900125]: ", "+447700900126")
        terminal.answer("  main_auth_token [leave out]: ", "")
        terminal.answer("Go on? [Y/n] ", "Y")
        assert terminal.status() == 0
    assert home.config.read_text() == before.replace("900125", "900126")
    assert home.files() == ["bkxsms.toml", "plivo.token"]


def wrong_answers_are_asked_again(home):
    with home.provider() as url:
        terminal = home.add(url)
        terminal.answer("  auth_id: ", "")
        terminal.answer("  auth_id: ", "MA 1")
        terminal.expect("'plivo.auth_id' must be made of letters and digits only")
        terminal.answer("  auth_id: ", f"  {AUTH_ID} ")
        terminal.answer("  auth_token: ", "")
        terminal.answer("  auth_token: ", SECRET)
        terminal.answer("  phone_number [leave out]: ", "")
        terminal.answer("  powerpack_uuid: ", "")
        terminal.answer("  powerpack_uuid: ", "5a4db0c5-0000-4000-8000-000000000000")
        terminal.answer("  main_auth_token [leave out]: ", "")
        terminal.answer("Go on? [Y/n] ", "perhaps")
        terminal.answer("Go on? [Y/n] ", "n")
        terminal.expect("nothing was changed")
        assert terminal.status() == 0
    assert home.is_untouched()


def wrong_credentials_are_not_saved(home):
    with home.provider() as url:
        terminal = home.add(url)
        fill_in(terminal, secret="hush" * 10)
        terminal.answer("Go on? [Y/n] ", "")
        terminal.expect("plivo: the credentials are refused (http-401 ")
        assert terminal.status() == 78
    assert "hush" not in terminal.screen, "the secret was shown"
    assert home.is_untouched()


def nobody_there_is_for_the_person_to_judge(home):
    with home.provider() as url:
        pass  # and gone
    for answer, status in ("", 69), ("y", 0):
        terminal = home.add(url)
        fill_in(terminal)
        terminal.answer("Go on? [Y/n] ", "")
        terminal.expect("plivo: the provider is not reached (connect ")
        assert home.config.read_text() == PLAIN
        terminal.answer("Save it all the same? [y/N] ", answer)
        assert terminal.status() == status
        assert home.is_untouched() == (status != 0)
    assert home.files() == ["bkxsms.toml", "plivo.token"]


def stopped_at_the_secret(home):
    terminal = home.add("http://127.0.0.1:9")
    terminal.answer("  auth_id: ", AUTH_ID)
    terminal.expect("  auth_token: ")
    assert not terminal.shows_typing(), "the terminal would show a secret"
    terminal.type("half a sec")
    terminal.read_some(0.2)  # before ^C, which throws away what is not read yet
    terminal.type("\x03")
    terminal.expect("bkxsms: stopped; nothing was changed")
    assert terminal.status() == 75
    assert "half" not in terminal.screen, "the secret was shown"
    assert home.is_untouched()


def stopped_at_the_end(home):
    terminal = home.add("http://127.0.0.1:9")
    fill_in(terminal)
    terminal.expect("Go on? [Y/n] ")
    assert home.files() == ["bkxsms.toml", "plivo.token"]
    terminal.type("\x03")
    assert terminal.status() == 75
    assert home.is_untouched()


def stopped_while_the_provider_is_silent(home):
    with home.provider() as url:
        silence = json.dumps({"rules": [{"when": {"on": "any"}, "do": {"fault": "silent"}}]})
        request = urllib.request.Request(url + "/_sandbox/scenario", silence.encode(), method="PUT")
        urllib.request.urlopen(request, timeout=PATIENCE).close()
        terminal = home.add(url)
        fill_in(terminal)
        terminal.answer("Go on? [Y/n] ", "")
        terminal.expect("Asking plivo …")
        terminal.type("\x03")
        terminal.expect("bkxsms: stopped before the provider answered")
        assert terminal.status() == 75
    assert home.is_untouched()


def input_that_ends(home):
    terminal = home.add("http://127.0.0.1:9")
    terminal.answer("  auth_id: ", AUTH_ID)
    terminal.expect("  auth_token: ")
    terminal.type("\x04")
    terminal.expect("bkxsms: the input ended; nothing was changed")
    assert terminal.status() == 66
    assert home.is_untouched()


def complete_options_ask_nothing(home):
    token = home.path / "given"
    token.write_text(SECRET + "\n")
    terminal = home.add("http://127.0.0.1:9", "--set", f"auth_id={AUTH_ID}", "--secret-file",
                        "auth_token=given", "--set", "phone_number=+447700900125", "--no-test")
    terminal.expect("plivo is set up and enabled: it was not tested")
    assert terminal.status() == 0
    assert re.fullmatch(r"plivo is set up[^\n]*\n", terminal.screen.replace("\r", ""))


CASES = (all_answered, what_is_there_is_kept, wrong_answers_are_asked_again,
         wrong_credentials_are_not_saved, nobody_there_is_for_the_person_to_judge,
         stopped_at_the_secret, stopped_at_the_end, stopped_while_the_provider_is_silent,
         input_that_ends, complete_options_ask_nothing)


def main():
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("--bkxsms", required=True)
    arguments.add_argument("--share", required=True)
    arguments.add_argument("cases", nargs="*")
    options = arguments.parse_args()
    wrong = 0
    for case in CASES:
        if options.cases and case.__name__ not in options.cases:
            continue
        with tempfile.TemporaryDirectory(prefix="bkxsms-terminal-") as folder:
            try:
                case(Home(options, pathlib.Path(folder).resolve()))
            except AssertionError as error:
                wrong += 1
                line = error.__traceback__.tb_next.tb_lineno
                print(f"{case.__name__}, line {line}: {error}")
    print(f"{len(CASES)} cases, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
