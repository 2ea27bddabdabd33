#!/usr/bin/env python3
"""Measures bkxsms against named rivals and prints one table. Each line is a ratio of two figures of
the same run, so that it holds on a slow or busy machine. Run by scripts/bench.

    bench.py BUILD_FOLDER SHARE_FOLDER [--quick]
"""

import contextlib
import os
import pathlib
import resource
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from other_providers import PROVIDERS, add_other_providers

TOKEN = "00000000000000000000005a4db0c5ff"
SID = "AC0000000000000000000000005a4db0c5"


class Bench:
    def __init__(self, build, share, quick):
        self.bkxsms = os.path.join(build, "src/cmd/bkxsms")
        self.bare = os.path.join(build, "tests/bench/bare_loop")
        self.tls_refusal = os.path.join(build, "tests/bench/tls_refusal")
        self.quick = quick
        self.home = tempfile.mkdtemp(prefix="bkxsms-bench-")
        self.env = {**os.environ, "BKXSMS_SHARE": share,
                    "BKXSMS_CONFIG": os.path.join(self.home, "bkxsms.toml")}
        self.missed = 0
        self.sandbox = subprocess.Popen([self.bkxsms, "-q", "sandbox", "--port", "0"], env=self.env,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.sandbox.stdout.readline().strip()
        self.messages = f"{self.url}/2010-04-01/Accounts/{SID}/Messages.json"

    def close(self):
        self.sandbox.send_signal(signal.SIGTERM)
        self.sandbox.wait()
        shutil.rmtree(self.home)

    # -- tools

    def run(self, *args, **more):
        return subprocess.run([self.bkxsms, *args], env=self.env, check=True, text=True,
                              capture_output=True, **more)

    def control(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, data=body, method=method)
        urllib.request.urlopen(request).read()

    def fresh(self, concurrency=64):
        """A new installation beside the running sandbox, which forgets what it had."""
        for name in os.listdir(self.home):
            path = os.path.join(self.home, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
        port = self.url.rsplit(":", 1)[1]
        self.run("-q", "init", "--sandbox", "--sandbox-port", port, "--region", "DE")
        with open(self.env["BKXSMS_CONFIG"], "r+", encoding="utf-8") as config:
            text = config.read().replace("\n[twilio]\n", f"\n[twilio]\nconcurrency = {concurrency}\n")
            config.seek(0)
            config.write(text)
        self.control("DELETE", "/_sandbox/ledger")

    def fresh_with_four(self, each=64, first="twilio", twilio=None):
        """The same with all four providers, `first` as the default; `twilio` is another address
        than the sandbox's."""
        self.fresh(each)
        config = pathlib.Path(self.env["BKXSMS_CONFIG"])
        text = config.read_text(encoding="utf-8").replace(self.url, twilio or self.url)
        text = text.replace(f"concurrency = {each}\n", "")
        text = text.replace("\n[general]\n", f'\n[general]\ndefault_provider = "{first}"\n')
        config.write_text(text, encoding="utf-8")
        add_other_providers(config, self.url, f"concurrency = {each}\n")

    def csv(self, count, pinned=()):
        """`pinned` are the providers that the messages name in turn."""
        path = os.path.join(self.home, "bulk.csv")
        with open(path, "w", encoding="utf-8") as out:
            out.write("to,text,key" + (",provider\n" if pinned else "\n"))
            for i in range(count):
                out.write(f"+49151{10000000 + i},Ihr Termin morgen um 9:30 Uhr. Nr. {i},k{i}")
                out.write(f",{pinned[i % len(pinned)]}\n" if pinned else "\n")
        return path

    def timed(self, *command):
        """Seconds and peak memory (MiB) of one command."""
        started = time.perf_counter()
        child = subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - started
        if status != 0:
            raise SystemExit(f"bench: {' '.join(command)} ended with status {status}")
        return took, usage.ru_maxrss / 1024

    def paired(self, ours, rival, runs=21):
        """Median of each, run in turn."""
        a, b = [], []
        for i in range(runs + 2):
            x, y = self.timed(*ours)[0], self.timed(*rival)[0]
            if i >= 2:
                a.append(x)
                b.append(y)
        return statistics.median(a), statistics.median(b)

    def line(self, what, ours, rival, ratio, target, good):
        self.missed += 0 if good else 1
        print(f"{what:<46} {ours:>16} {rival:>16} {ratio:>8}   {target:<14} {'' if good else 'MISSED'}")

    # -- lines

    def starts(self):
        ours, rival = self.paired([self.bkxsms, "--version"], ["/bin/true"])
        self.line("process start: --version : /bin/true", f"{ours * 1e3:.1f} ms",
                  f"{rival * 1e3:.1f} ms", f"{ours / rival:.1f}", "-", True)
        self.fresh()
        send = [self.bkxsms, "send", "--to", "+4915112345678", "--message", "hello"]
        ours, rival = self.paired(send, ["curl", "--version"])
        self.line("send, cold : curl --version", f"{ours * 1e3:.1f} ms", f"{rival * 1e3:.1f} ms",
                  f"{ours / rival:.2f}", "<= 2.5", ours / rival <= 2.5)

    def bulk(self):
        count = 20_000 if self.quick else 100_000
        self.fresh()
        took, memory = self.timed(self.bkxsms, "-q", "send", "--csv", self.csv(count))
        self.line(f"bulk send, {count:,} rows", f"{count / took:,.0f}/s", "5,000/s",
                  f"{count / took / 5000:.2f}", ">= 1", count / took >= 5000)
        self.line("bulk send, peak memory", f"{memory:.0f} MiB", "64 MiB", f"{memory / 64:.2f}", "<= 1",
                  memory <= 64)
        return count

    def drain(self, queued):
        took, memory = self.timed(self.bkxsms, "-q", "queue-run")
        self.line(f"queue-run, peak memory with {queued:,} queued", f"{memory:.0f} MiB", "64 MiB",
                  f"{memory / 64:.2f}", "<= 1", memory <= 64)
        return took

    def bare_loop(self, count, in_flight):
        """Seconds of the rival that does nothing but send."""
        self.control("DELETE", "/_sandbox/ledger")
        bare = subprocess.run([self.bare, self.messages, f"{SID}:{TOKEN}", str(count), str(in_flight)],
                              check=True, capture_output=True, text=True)
        return float(bare.stdout)

    def timed_drain(self, latency_ms):
        """Seconds of a queue-run at providers that take so long to answer."""
        self.control("PUT", "/_sandbox/scenario", f'{{"latency_ms": {latency_ms}}}'.encode())
        took = self.timed(self.bkxsms, "-q", "queue-run")[0]
        self.control("PUT", "/_sandbox/scenario", b"")
        return took

    def against_bare_loop(self):
        count = 5_000 if self.quick else 20_000
        for in_flight in (64, 256):
            ours, rival = [], []
            for _ in range(1 if self.quick else 3):
                self.fresh(in_flight)
                self.run("-q", "send", "--csv", self.csv(count))
                ours.append(self.timed(self.bkxsms, "-q", "queue-run")[0])
                rival.append(self.bare_loop(count, in_flight))
            a, b = statistics.median(ours), statistics.median(rival)
            self.line(f"queue-run : bare libcurl loop, {in_flight} in flight, 0 ms", f"{count / a:,.0f}/s",
                      f"{count / b:,.0f}/s", f"{b / a:.2f}", ">= 0.2", b / a >= 0.2)

    def against_latency(self):
        latency = 0.150
        for in_flight in (64, 256):
            count = in_flight * (20 if self.quick else 60)
            self.fresh(in_flight)
            self.run("-q", "send", "--csv", self.csv(count))
            took = self.timed_drain(150)
            best = in_flight / latency
            self.line(f"queue-run : latency's limit, {in_flight} in flight, 150 ms",
                      f"{count / took:,.0f}/s", f"{best:,.0f}/s", f"{count / took / best:.2f}", ">= 0.9",
                      count / took / best >= 0.9)

    def four_providers(self):
        """A quarter of the messages for each, a quarter of the connections too."""
        each = 16
        for latency_ms, count in ((0, 4_000 if self.quick else 16_000),
                                  (150, 4 * each * (20 if self.quick else 60))):
            ours, rival = [], []
            for _ in range(1 if self.quick else 3):
                self.fresh_with_four(each)
                self.run("-q", "send", "--csv", self.csv(count, PROVIDERS))
                ours.append(self.timed_drain(latency_ms))
                rival.append(self.bare_loop(count, 4 * each) if latency_ms == 0 else
                             count / (4 * each) * latency_ms / 1e3)
            a, b = statistics.median(ours), statistics.median(rival)
            # The bare loop speaks to Twilio alone, whose side of the wire has the least to do.
            name, target = ("latency's limit", 0.9) if latency_ms else ("bare loop", 0.15)
            self.line(f"four providers : {name}, 4 x {each}, {latency_ms} ms", f"{count / a:,.0f}/s",
                      f"{count / b:,.0f}/s", f"{b / a:.2f}", f">= {target}", b / a >= target)

    # -- failover: from the first provider's turn to the second's acceptance

    def failover_line(self, what, longest):
        limit = 10
        self.line(f"failover, {what}", f"{longest:.2f} s", f"{limit} s", f"{longest / limit:.2f}", "< 1",
                  longest < limit)

    def failover(self, what, first="twilio", twilio=None, scenario=b""):
        """The longest of twenty messages; those that were never offered to the first provider, as
        it is known to be down by then, do not count."""
        self.fresh_with_four(first=first, twilio=twilio)
        self.run("-q", "send", "--csv", self.csv(20))
        self.control("PUT", "/_sandbox/scenario", scenario)
        self.run("-q", "queue-run")
        self.control("PUT", "/_sandbox/scenario", b"")
        with contextlib.closing(sqlite3.connect(os.path.join(self.home, "bkxsms.db"))) as database:
            took = [row[0] / 1e3 for row in database.execute(
                "SELECT b.ended_at - a.wire_at FROM bkx_sms_attempts a JOIN bkx_sms_attempts b "
                "ON b.message_id = a.message_id WHERE a.n = 1 AND a.provider = ?1 "
                "AND a.state = 'nosend' AND b.state = 'accepted' AND b.provider <> ?1", (first,))]
        self.failover_line(what, max(took, default=float("inf")))

    def failovers(self):
        def error(provider, status, code):
            return (f'{{"rules": [{{"when": {{"provider": "{provider}"}}, "do": {{"fault": "error", '
                    f'"status": {status}, "code": {code}}}}}]}}').encode()

        with silent_address() as url:
            self.failover("a host that does not answer", twilio=url)
        with socket.create_server(("127.0.0.1", 0)) as closed:
            url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        self.failover("a refused connection", twilio=url)
        self.failover("429", scenario=error("twilio", 429, 20429))
        self.failover("503 of SNS that means 'not taken'", first="aws",
                      scenario=error("aws", 503, '"Throttling"'))
        # A base_url is http on this machine or nothing: what is left of a failover behind a refused
        # certificate is as long as behind a refused connection.
        refused = subprocess.run([self.tls_refusal, "20"], check=True, capture_output=True, text=True)
        self.failover_line("TLS refused (transport only)", float(refused.stdout))


@contextlib.contextmanager
def silent_address():
    """A listener whose queue is full: what comes next gets no answer at all."""
    with contextlib.ExitStack() as open_ones:
        listener = open_ones.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            waiting = open_ones.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def main():
    quick = "--quick" in sys.argv
    build, share = [a for a in sys.argv[1:] if not a.startswith("--")]
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    bench = Bench(build, share, quick)
    try:
        print(f"{'what : rival':<46} {'bkxsms':>16} {'rival':>16} {'ratio':>8}   to reach")
        bench.starts()
        queued = bench.bulk()
        bench.drain(queued)
        bench.against_bare_loop()
        bench.against_latency()
        bench.four_providers()
        bench.failovers()
    finally:
        bench.close()
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
