#pragma once

#include "core/sandbox/demonstration.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// \file
/// The sandbox: the providers' real protocols on a loopback address, with faults on demand, so
/// that nobody needs an account to see bkxsms work, and a test can make a provider misbehave.
/// docs/sandbox.md is its manual: scenarios, control requests, the ledger.

namespace bkxsms::sandbox {

struct Options {
    std::string address = "127.0.0.1"; ///< loopback only
    std::uint16_t port = 0;            ///< 0: any free one; Sandbox::port() tells which

    std::vector<TwilioAccount> twilio; ///< empty: demonstration_account()
    std::vector<PlivoAccount> plivo;   ///< empty: demonstration_plivo_account()
    std::vector<AwsAccount> aws;       ///< empty: demonstration_aws_account()
    std::vector<VonageAccount> vonage; ///< empty: demonstration_vonage_account()

    /// Signs callbacks instead of the account's own secret: to see a receiver refuse them.
    std::string callback_secret;
    /// A CGI program that gets each callback, whatever host its URL names.
    std::filesystem::path callback_exec;
    std::vector<std::string> callback_environment; ///< "NAME=value" for that program
    /// Else: "127.0.0.1:8080" gets them over HTTP, as the web server behind the public name.
    /// Without both, only callback URLs with http and a loopback address are called.
    std::string callback_connect_to;

    std::filesystem::path ledger_file;   ///< "" for none
    std::filesystem::path scenario_file; ///< "" for no faults
};

class Sandbox {
public:
    /// Reads the files and checks the options; starts nothing. \throws Error{usage} for a wrong
    /// option; {no_input|data} for a wrong file; {cannot_create} for the ledger.
    explicit Sandbox(Options options);
    ~Sandbox(); ///< stop()

    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Listens and serves when it returns, on threads of its own, which take no signals. Once.
    /// \throws Error{unavailable} if the port is taken.
    void start();

    std::uint16_t port() const noexcept; ///< after start()
    std::string url() const;             ///< "http://127.0.0.1:40123", for a `base_url`

    /// Waits for SIGINT, SIGTERM or SIGHUP, or for stop() from another thread. Blocks those
    /// signals in the calling thread meanwhile.
    void run_until_stopped();

    /// Closes all connections; callbacks not yet due are never made. Thread-safe, repeatable.
    void stop();

private:
    class House;
    std::unique_ptr<House> house_;
};

} // namespace bkxsms::sandbox
