# What every case can use; read by run.py before the case's `cmd`.

# An installation in the test's home that talks to nobody. Options go to `init`.
ready() {
    bkxsms init -q --sandbox --region GB --business "Example Dental" "$@" || exit 99
}

# One command line of several: its status in `out`, its words before what it says in `err`.
t() {
    echo "\$ $*" >&2
    bkxsms "$@"
    echo "[$?] $*"
}

# A provider on a free port, put into the configuration; `halt` ends it. Options go to `sandbox`.
provider() {
    bkxsms sandbox -q --port 0 --ledger ledger "$@" >url 2>provider.log &
    provider_pid=$!
    while ! [ -s url ]; do
        kill -0 "$provider_pid" 2>/dev/null || { cat provider.log >&2; exit 99; }
        sleep 0.02
    done
    sed -i "s,^base_url = \"[^\"]*\",base_url = \"$(cat url)\"," bkxsms.toml
}
halt() {
    kill "$provider_pid"
    wait "$provider_pid" || true
}

# An installation and a provider whose reports go through the hook into the spool. `settle` waits
# until the last one is there.
ready_for_reports() {
    ready --public-url https://sms.example.com/hook
    provider --callback-exec "$(command -v bkxsms-hook)" --callback-env "BKXSMS_SPOOL=$PWD/spool"
}
settle() {
    while ! curl -sS "$(cat url)/_sandbox/stats" | grep -q '"pending":0'; do sleep 0.02; done
}

# The other three providers of the sandbox, behind Twilio.
others() {
    umask 077
    printf 0000000000000000 >vonage.secret
    printf 000000000000000000000000000000000000005a4db0c5ff >vonage.signature
    printf 00000000000000000000000000000000005a4db0 >plivo.token
    printf 000000000000000000000000000000005a4db0c5 >aws.secret
    cat >>bkxsms.toml <<END

[vonage]
enabled = true
base_url = "$(cat url)"
api_key = "5a4db0c5"
api_secret = "file:vonage.secret"
signature_secret = "file:vonage.signature"
reports = true
sender_id = "+447700900124"

[plivo]
enabled = true
base_url = "$(cat url)"
auth_id = "MA000000000005A4DB0C"
auth_token = "file:plivo.token"
phone_number = "+447700900125"

[aws]
enabled = true
base_url = "$(cat url)"
access_key = "AKIA00000000SANDBOX0"
secret_key = "file:aws.secret"
sender_id = "Dental"
END
}
# What has become of each message, oldest first: number, status, provider, what was wrong.
fates() {
    bkxsms messages list -o jsonl --limit 1000 | sed -E \
        's/^."id":([0-9]+),"status":"([a-z]+)".*"provider":"?([a-z]+)"?,.*"error":(null|."category":"([a-z_]+)","code":"?([^",]*)"?).*/\1 \2 \3 \5 \6/; s/( null)? *$//' | sort -n
}

# What goes wrong from now on, as docs/sandbox.md has it.
scenario() {
    curl -sS -X PUT --data-binary "$1" "$(cat url)/_sandbox/scenario" >/dev/null
}
