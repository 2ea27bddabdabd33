# What every case can use; read by run.py before the case's `cmd`.

# An installation in the test's home that talks to nobody.
ready() {
    bkxsms init -q --sandbox --region GB --business "Example Dental" || exit 99
}

# One command line of several: its status in `out`, its words before what it says in `err`.
t() {
    echo "\$ $*" >&2
    bkxsms "$@"
    echo "[$?] $*"
}

# A provider on a free port, put into the configuration; `halt` ends it.
provider() {
    bkxsms sandbox -q --port 0 --ledger ledger >url 2>provider.log &
    provider_pid=$!
    while ! [ -s url ]; do sleep 0.02; done
    sed -i "s,^base_url = \"[^\"]*\",base_url = \"$(cat url)\"," bkxsms.toml
}
halt() {
    kill "$provider_pid"
    wait "$provider_pid" || true
}
