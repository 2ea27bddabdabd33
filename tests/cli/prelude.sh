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
# What goes wrong from now on, as docs/sandbox.md has it.
scenario() {
    curl -sS -X PUT --data-binary "$1" "$(cat url)/_sandbox/scenario" >/dev/null
}
