#!/usr/bin/env python3
"""Measures bkxsms against named rivals and prints one table. Each line is a ratio of two figures of
the same run, so that it holds on a slow or busy machine. Run by scripts/bench.

    bench.py BUILD_FOLDER SHARE_FOLDER [--quick]
"""

import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

TOKEN = "00000000000000000000005a4db0c5ff"
SID = "AC0000000000000000000000005a4db0c5"


class Bench:
    def __init__(self, build, share, quick):
        self.bkxsms = os.path.join(build, "src/cmd/bkxsms")
        self.bare = os.path.join(build, "tests/bench/bare_loop")
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

    def csv(self, count):
        path = os.path.join(self.home, "bulk.csv")
        with open(path, "w", encoding="utf-8") as out:
            out.write("to,text,key\n")
            for i in range(count):
                out.write(f"+49151{10000000 + i},Ihr Termin morgen um 9:30 Uhr. Nr. {i},k{i}\n")
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

    def against_bare_loop(self):
        count = 5_000 if self.quick else 20_000
        for in_flight in (64, 256):
            ours, rival = [], []
            for _ in range(1 if self.quick else 3):
                self.fresh(in_flight)
                self.run("-q", "send", "--csv", self.csv(count))
                ours.append(self.timed(self.bkxsms, "-q", "queue-run")[0])
                self.control("DELETE", "/_sandbox/ledger")
                bare = subprocess.run([self.bare, self.messages, f"{SID}:{TOKEN}", str(count),
                                       str(in_flight)], check=True, capture_output=True, text=True)
                rival.append(float(bare.stdout))
            a, b = statistics.median(ours), statistics.median(rival)
            self.line(f"queue-run : bare libcurl loop, {in_flight} in flight, 0 ms", f"{count / a:,.0f}/s",
                      f"{count / b:,.0f}/s", f"{b / a:.2f}", ">= 0.2", b / a >= 0.2)

    def against_latency(self):
        latency = 0.150
        for in_flight in (64, 256):
            count = in_flight * (20 if self.quick else 60)
            self.fresh(in_flight)
            self.run("-q", "send", "--csv", self.csv(count))
            self.control("PUT", "/_sandbox/scenario", b'{"latency_ms": 150}')
            took = self.timed(self.bkxsms, "-q", "queue-run")[0]
            self.control("PUT", "/_sandbox/scenario", b"")
            best = in_flight / latency
            self.line(f"queue-run : latency's limit, {in_flight} in flight, 150 ms",
                      f"{count / took:,.0f}/s", f"{best:,.0f}/s", f"{count / took / best:.2f}", ">= 0.9",
                      count / took / best >= 0.9)


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
    finally:
        bench.close()
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
