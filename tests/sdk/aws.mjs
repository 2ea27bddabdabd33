// AWS's SDK for SNS: publish, opt-outs, attributes, topics, errors. It signs every request.

import { accounts, assert, control, failure, ledger, listen, load, url } from "./common.mjs";

const sns = load("@aws-sdk/client-sns");
const connect = (credentials, more = {}) => new sns.SNSClient({
  endpoint: url, region: "eu-central-1", credentials, maxAttempts: 1, ...more });
const client = connect(accounts.aws);
const call = (name, input = {}, who = client) => who.send(new sns[`${name}Command`](input));
const hook = await listen();

const sent = await call("Publish", {
  PhoneNumber: "+4915112345678", Message: "Grüße 👍 & <more>",
  MessageAttributes: {
    "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
    "AWS.SNS.SMS.MaxPrice": { DataType: "Number", StringValue: "0.50" },
  },
});
assert.match(sent.MessageId, /^[0-9a-f-]{36}$/);
assert.equal((await ledger())[0].body, "Grüße 👍 & <more>");

const optedOut = async (phoneNumber) =>
  (await call("CheckIfPhoneNumberIsOptedOut", { phoneNumber })).isOptedOut;
assert.equal(await optedOut("+15005550004"), true);
assert.deepEqual((await call("ListPhoneNumbersOptedOut")).phoneNumbers, ["+15005550004"]);
await call("OptInPhoneNumber", { phoneNumber: "+15005550004" });
assert.equal(await optedOut("+15005550004"), false);
assert.deepEqual((await call("ListPhoneNumbersOptedOut")).phoneNumbers ?? [], []);

await call("SetSMSAttributes", { attributes: { DefaultSMSType: "Transactional" } });
const { attributes } = await call("GetSMSAttributes");
assert.equal(attributes.DefaultSMSType, "Transactional");
assert.equal(attributes.MonthlySpendLimit, "1");
assert.equal((await call("GetSMSSandboxAccountStatus")).IsInSandbox, false);

const TopicArn = "arn:aws:sns:eu-central-1:000005400050:inbound";
const pending = await call("Subscribe", { TopicArn, Protocol: "http", Endpoint: hook.url });
assert.equal(pending.SubscriptionArn, "pending confirmation");
const { Token } = JSON.parse((await hook.take(1))[0].body);
const { SubscriptionArn } = await call("ConfirmSubscription", { TopicArn, Token });
await call("Publish", { TopicArn, Message: "to a topic" });
assert.equal(JSON.parse((await hook.take(2))[1].body).Message, "to a topic");
await call("Unsubscribe", { SubscriptionArn });

const refused = await failure(call("Publish", { PhoneNumber: "12", Message: "x" }));
assert.equal(refused.name, "InvalidParameterException");
assert.match(refused.message, /12 is not valid to publish to/);
const stranger = connect({ ...accounts.aws, secretAccessKey: "wrong" });
assert.equal((await failure(call("GetSMSAttributes", {}, stranger))).name, "SignatureDoesNotMatch");
// The SDK sets its clock right and would succeed with a second try.
const late = connect(accounts.aws, { systemClockOffset: -20 * 60 * 1000 });
assert.match((await failure(call("GetSMSAttributes", {}, late))).message, /^Signature expired: /);
await control("PUT", "scenario", JSON.stringify({
  rules: [{ when: { provider: "aws" }, do: { fault: "error", status: 429 } }] }));
assert.equal((await failure(call("Publish", { PhoneNumber: "+4915112345678", Message: "x" }))).name,
             "ThrottledException");
assert.equal((await ledger()).length, 1);
hook.close();
