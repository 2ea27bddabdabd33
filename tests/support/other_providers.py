"""The sandbox's accounts at Vonage, Plivo and AWS SNS (docs/sandbox.md) beside Twilio's, which
`bkxsms init --sandbox` writes: so that a test or a measurement has all four."""

import os
import pathlib

SECRETS = {
    "vonage.secret": "0000000000000000",
    "vonage.signature": "000000000000000000000000000000000000005a4db0c5ff",
    "plivo.token": "00000000000000000000000000000000005a4db0",
    "aws.secret": "000000000000000000000000000000005a4db0c5",
}
ACCOUNTS = {
    "vonage": """api_key = "5a4db0c5"
api_secret = "file:vonage.secret"
signature_secret = "file:vonage.signature"
reports = true
sender_id = "+447700900124"
""",
    "plivo": """auth_id = "MA000000000005A4DB0C"
auth_token = "file:plivo.token"
phone_number = "+447700900125"
""",
    "aws": """access_key = "AKIA00000000SANDBOX0"
secret_key = "file:aws.secret"
sender_id = "Dental"
""",
}
PROVIDERS = ("twilio", *ACCOUNTS)


def add_other_providers(config, url, more=""):
    """Behind Twilio, in the file `config` and secrets beside it; `more` are lines for each of the
    four."""
    config = pathlib.Path(config)
    for name, secret in SECRETS.items():
        handle = os.open(config.parent / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="ascii") as file:
            file.write(secret)
    text = config.read_text(encoding="utf-8").replace("\n[twilio]\n", f"\n[twilio]\n{more}")
    for name, account in ACCOUNTS.items():
        text += f'\n[{name}]\nenabled = true\nbase_url = "{url}"\n{account}{more}'
    config.write_text(text, encoding="utf-8")
