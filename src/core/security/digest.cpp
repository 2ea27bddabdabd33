#include "core/security/digest.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/security/crypto_library.hpp"

#include <sodium.h>

#include <array>
#include <ctime>
#include <limits>
#include <memory>

namespace bkxsms::security {
namespace {

// NIST SP 800-131A rev. 2, table 2: below 2048 bits RSA signs nothing, and verifies for legacy
// use only.
constexpr int min_rsa_bits = 2048;
constexpr std::size_t max_pem_bytes = 64 * 1024;

using Bio = std::unique_ptr<BIO, decltype(CryptoLibrary::BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(CryptoLibrary::EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(CryptoLibrary::EVP_MD_CTX_free)>;
using Certificate = std::unique_ptr<X509, decltype(CryptoLibrary::X509_free)>;

const EVP_MD* method(Hash hash) {
    switch (hash) {
    case Hash::md5:
        return crypto().EVP_md5();
    case Hash::sha1:
        return crypto().EVP_sha1();
    case Hash::sha256:
        return crypto().EVP_sha256();
    case Hash::sha512:
        break;
    }
    return crypto().EVP_sha512();
}

/// Also empties the thread's error queue: libcurl would take our errors for its own.
Error refused(std::string_view what) {
    crypto().ERR_clear_error();
    return Error(Fault::os, "libcrypto refuses " + std::string(what),
                 "look for a FIPS or policy setting in this system's openssl.cnf");
}

Error bad_certificate(const std::string& why) {
    crypto().ERR_clear_error();
    return Error(Fault::data, "the signing certificate " + why);
}

Error bad_key(const std::string& why) {
    crypto().ERR_clear_error();
    return Error(Fault::config, "the private key " + why,
                 "it must be an RSA key in PEM, 'BEGIN PRIVATE KEY', without a password");
}

/// PEM may be encrypted, and libcrypto would ask for the password on the terminal.
int no_password(char*, int, int, void*) noexcept {
    return -1;
}

/// REQUIRES: at most max_pem_bytes. Reads from where the text is; makes no copy.
Bio reader_of(std::string_view pem) {
    return {crypto().BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
            crypto().BIO_free};
}

Certificate read_certificate(std::string_view pem) {
    if (pem.size() > max_pem_bytes) throw bad_certificate("is longer than 64 KiB");
    const auto in = reader_of(pem);
    Certificate certificate(
        in ? crypto().PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr) : nullptr,
        crypto().X509_free);
    if (!certificate) throw bad_certificate("cannot be read: no X.509 in PEM");
    return certificate;
}

Key read_key(std::string_view pem) {
    if (pem.size() > max_pem_bytes) throw bad_key("is longer than 64 KiB");
    const auto in = reader_of(pem);
    Key key(in ? crypto().PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr)
               : nullptr,
            crypto().EVP_PKEY_free);
    if (!key) throw bad_key("cannot be read");
    if (crypto().EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
        throw bad_key("is no RSA key");
    if (crypto().EVP_PKEY_get_bits(key.get()) < min_rsa_bits)
        throw bad_key("has fewer than 2048 bits");
    return key;
}

} // namespace

std::string digest(Hash hash, std::string_view data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out;
    unsigned size = 0;
    if (crypto().EVP_Digest(data.data(), data.size(), out.data(), &size, method(hash),
                            nullptr) != 1)
        throw refused("a digest");
    return std::string(as_text({out.data(), size}));
}

std::string hmac(Hash hash, std::string_view key, std::string_view data) {
    if (key.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw Error(Fault::software, "an HMAC key is longer than 2 GiB");
    std::array<unsigned char, EVP_MAX_MD_SIZE> out;
    unsigned size = 0;
    if (crypto().HMAC(method(hash), key.data(), static_cast<int>(key.size()),
                      as_bytes(data).data(), data.size(), out.data(), &size) == nullptr)
        throw refused("an HMAC");
    return std::string(as_text({out.data(), size}));
}

bool rsa_verify(Hash hash, std::string_view certificate_pem, std::string_view data,
                std::string_view signature) {
    const auto certificate = read_certificate(certificate_pem);
    EVP_PKEY* const key = crypto().X509_get0_pubkey(certificate.get());
    if (key == nullptr || crypto().EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)
        throw bad_certificate("holds no RSA key");
    if (crypto().EVP_PKEY_get_bits(key) < min_rsa_bits)
        throw bad_certificate("holds an RSA key of fewer than 2048 bits");

    const Context context(crypto().EVP_MD_CTX_new(), crypto().EVP_MD_CTX_free);
    if (!context ||
        crypto().EVP_DigestVerifyInit(context.get(), nullptr, method(hash), nullptr, key) != 1)
        throw refused("an RSA signature");
    const auto mark = as_bytes(signature);
    const auto text = as_bytes(data);
    const bool genuine = crypto().EVP_DigestVerify(context.get(), mark.data(), mark.size(),
                                                   text.data(), text.size()) == 1;
    crypto().ERR_clear_error();
    return genuine;
}

std::string rsa_sign(Hash hash, const Secret& private_key_pem, std::string_view data) {
    const auto key = read_key(private_key_pem.reveal());
    const Context context(crypto().EVP_MD_CTX_new(), crypto().EVP_MD_CTX_free);
    const auto text = as_bytes(data);
    std::size_t size = 0;
    if (!context ||
        crypto().EVP_DigestSignInit(context.get(), nullptr, method(hash), nullptr, key.get()) !=
            1 ||
        crypto().EVP_DigestSign(context.get(), nullptr, &size, text.data(), text.size()) != 1)
        throw refused("an RSA signature");
    Bytes out(size);
    if (crypto().EVP_DigestSign(context.get(), out.data(), &size, text.data(), text.size()) !=
        1)
        throw refused("an RSA signature");
    return std::string(as_text({out.data(), size}));
}

bool certificate_covers(std::string_view certificate_pem, TimePoint when) {
    const auto certificate = read_certificate(certificate_pem);
    const auto seconds = static_cast<std::time_t>(
        std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count());
    // -2 says that the certificate's time cannot be read: then it covers nothing.
    const int since =
        crypto().ASN1_TIME_cmp_time_t(crypto().X509_get0_notBefore(certificate.get()), seconds);
    const int until =
        crypto().ASN1_TIME_cmp_time_t(crypto().X509_get0_notAfter(certificate.get()), seconds);
    return (since == -1 || since == 0) && (until == 0 || until == 1);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace bkxsms::security
