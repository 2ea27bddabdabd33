#include "core/security/digest.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

using namespace bkxsms;
using security::Hash, test::fault_of;

namespace {

constexpr std::int64_t made_at_s = 1'767'225'600; // 2026-01-01T00:00:00Z
constexpr std::int64_t ends_at_s = made_at_s + 365 * 86'400;

void must(bool good) {
    if (!good) throw std::runtime_error("libcrypto failed the test's own set-up");
}

/// A key and the certificate somebody made for it himself.
class Signer {
public:
    explicit Signer(EVP_PKEY* key) : key_(key, EVP_PKEY_free) { must(key != nullptr); }

    std::string certificate() const {
        const std::unique_ptr<X509, decltype(&X509_free)> x(X509_new(), X509_free);
        must(X509_set_version(x.get(), 2) == 1);
        ASN1_INTEGER_set(X509_get_serialNumber(x.get()), 1);
        ASN1_TIME_set(X509_getm_notBefore(x.get()), made_at_s);
        ASN1_TIME_set(X509_getm_notAfter(x.get()), ends_at_s);
        must(X509_set_pubkey(x.get(), key_.get()) == 1);
        auto* name = X509_get_subject_name(x.get());
        must(X509_NAME_add_entry_by_txt(
                 name, "CN", MBSTRING_ASC,
                 reinterpret_cast<const unsigned char*>("sns.amazonaws.com"), -1, -1, 0) == 1);
        must(X509_set_issuer_name(x.get(), name) == 1);
        must(X509_sign(x.get(), key_.get(), EVP_sha256()) > 0);

        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        must(PEM_write_bio_X509(out.get(), x.get()) == 1);
        char* text = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &text);
        return {text, static_cast<std::size_t>(size)};
    }

    std::string sign(const EVP_MD* method, std::string_view data, bool pss = false) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        EVP_PKEY_CTX* padding = nullptr;
        must(EVP_DigestSignInit(context.get(), &padding, method, nullptr, key_.get()) == 1);
        if (pss) must(EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1);
        const auto in = as_bytes(data);
        std::size_t size = 0;
        must(EVP_DigestSign(context.get(), nullptr, &size, in.data(), in.size()) == 1);
        Bytes out(size);
        must(EVP_DigestSign(context.get(), out.data(), &size, in.data(), in.size()) == 1);
        out.resize(size);
        return std::string(as_text(out));
    }

    /// `old_form` is PKCS #1, "BEGIN RSA PRIVATE KEY"; with a password the key is encrypted.
    security::Secret private_key(bool old_form = false, const char* password = nullptr) const {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        auto* word = const_cast<char*>(password);
        const auto* cipher = password != nullptr ? EVP_aes_128_cbc() : nullptr;
        must((old_form ? PEM_write_bio_PrivateKey_traditional(out.get(), key_.get(), cipher,
                                                              nullptr, 0, nullptr, word)
                       : PEM_write_bio_PrivateKey(out.get(), key_.get(), cipher, nullptr, 0,
                                                  nullptr, word)) == 1);
        char* text = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &text);
        return security::Secret(std::string(text, static_cast<std::size_t>(size)));
    }

private:
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

EVP_PKEY* rsa_key(std::size_t bits) {
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits);
}

/// An RSA key that is for the other padding only.
EVP_PKEY* pss_key() {
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY* key = nullptr;
    must(EVP_PKEY_keygen_init(context.get()) == 1);
    must(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048) == 1);
    must(EVP_PKEY_generate(context.get(), &key) == 1);
    return key;
}

/// Made once: a key costs 100 ms.
const Signer& amazon() {
    static const Signer signer(rsa_key(2048));
    return signer;
}

const std::string_view text = "Message\nhello\nMessageId\n42\n";

} // namespace

TEST_CASE("digest: a genuine RSA signature is taken, with each hash", "[security][digest]") {
    const auto pem = amazon().certificate();
    CHECK(security::rsa_verify(Hash::sha1, pem, text, amazon().sign(EVP_sha1(), text)));
    CHECK(security::rsa_verify(Hash::sha256, pem, text, amazon().sign(EVP_sha256(), text)));
    CHECK(security::rsa_verify(Hash::sha512, pem, text, amazon().sign(EVP_sha512(), text)));
    CHECK(security::rsa_verify(Hash::sha256, pem, "", amazon().sign(EVP_sha256(), "")));
    CHECK(security::rsa_verify(Hash::sha256, "text before it\n" + pem, text,
                               amazon().sign(EVP_sha256(), text)));
}

TEST_CASE("digest: a changed RSA signature or text is refused", "[security][digest]") {
    const auto pem = amazon().certificate();
    const auto good = amazon().sign(EVP_sha256(), text);
    REQUIRE(good.size() == 256);

    const auto taken = [&](std::string_view data, std::string_view signature) {
        return security::rsa_verify(Hash::sha256, pem, data, signature);
    };
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        auto bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
        INFO("bit " << bit);
        REQUIRE_FALSE(taken(text, bad));
    }
    CHECK_FALSE(taken("Message\nhellO\nMessageId\n42\n", good));
    CHECK_FALSE(taken("", good));
    CHECK_FALSE(taken(text, ""));
    CHECK_FALSE(taken(text, good.substr(1)));
    CHECK_FALSE(taken(text, good.substr(0, 255)));
    CHECK_FALSE(taken(text, good + '\0'));
    CHECK_FALSE(taken(text, std::string(256, '\0')));
    CHECK_FALSE(taken(text, amazon().sign(EVP_sha1(), text)));
    CHECK_FALSE(taken(text, amazon().sign(EVP_sha256(), text, true)));
    CHECK_FALSE(taken(text, Signer(rsa_key(2048)).sign(EVP_sha256(), text)));
    CHECK(ERR_peek_error() == 0); // nothing is left for libcurl to stumble over
}

TEST_CASE("digest: what is no certificate for RSA is an error", "[security][digest]") {
    const Signer short_key(rsa_key(1024));
    const Signer curve(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const Signer other_padding(pss_key());
    const auto pem = amazon().certificate();
    const auto body = pem.find('\n') + 1;
    const std::string encrypted = "Proc-Type: 4,ENCRYPTED\n"
                                  "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n";
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"empty", ""},
        {"no PEM", "hello"},
        {"HTML", "<html>404</html>"},
        {"cut", pem.substr(0, pem.size() / 2)},
        {"damaged", pem.substr(0, body + 40) + pem.substr(body + 44)},
        {"asks for a password", pem.substr(0, body) + encrypted + pem.substr(body)},
        {"1024 bits", short_key.certificate()},
        {"an elliptic curve", curve.certificate()},
        {"for PSS only", other_padding.certificate()},
        {"too long", std::string(70'000, '\n') + pem},
    };
    const auto signature = amazon().sign(EVP_sha256(), text);
    for (const auto& [name, certificate] : rows) {
        INFO(name);
        CHECK(fault_of([&, &c = certificate] {
                  security::rsa_verify(Hash::sha256, c, text, signature);
              }) == Fault::data);
        CHECK(ERR_peek_error() == 0);
    }
}

TEST_CASE("digest: a certificate covers its days, both ends included", "[security][digest]") {
    const auto pem = amazon().certificate();
    const auto covers = [&](std::int64_t ms) {
        return security::certificate_covers(pem, from_millis(ms));
    };
    CHECK_FALSE(covers(made_at_s * 1000 - 1));
    CHECK(covers(made_at_s * 1000));
    CHECK(covers(ends_at_s * 1000 + 999));
    CHECK_FALSE(covers(ends_at_s * 1000 + 1000));
    CHECK(fault_of([] { security::certificate_covers("junk", {}); }) == Fault::data);
}

TEST_CASE("digest: an RSA signature of ours is the one that libcrypto makes and takes",
          "[security][digest]") {
    const auto pem = amazon().certificate();
    struct Row {
        Hash hash;
        const EVP_MD* method;
    };
    for (const auto& row : {Row{Hash::sha1, EVP_sha1()}, Row{Hash::sha256, EVP_sha256()},
                            Row{Hash::sha512, EVP_sha512()}}) {
        const std::string long_text(100'000, 'x');
        for (const std::string_view data :
             {text, std::string_view(), std::string_view(long_text)}) {
            const auto signature = security::rsa_sign(row.hash, amazon().private_key(), data);
            CHECK(signature == amazon().sign(row.method, data));
            CHECK(signature == security::rsa_sign(row.hash, amazon().private_key(true), data));
            CHECK(security::rsa_verify(row.hash, pem, data, signature));
        }
    }
}

TEST_CASE("digest: what is no private key for RSA is an error that does not show it",
          "[security][digest]") {
    const Signer curve(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const auto good = std::string(amazon().private_key().reveal());
    const std::vector<std::pair<std::string, security::Secret>> rows = {
        {"empty", security::Secret()},
        {"no PEM", security::Secret("hello")},
        {"cut", security::Secret(good.substr(0, good.size() / 2))},
        {"damaged", security::Secret(good.substr(0, 100) + good.substr(104))},
        {"a certificate", security::Secret(amazon().certificate())},
        {"asks for a password", amazon().private_key(false, "secret")},
        {"asks for a password, the old form", amazon().private_key(true, "secret")},
        {"1024 bits", Signer(rsa_key(1024)).private_key()},
        {"an elliptic curve", curve.private_key()},
        {"for PSS only", Signer(pss_key()).private_key()},
        {"too long", security::Secret(std::string(70'000, '\n') + good)},
    };
    for (const auto& [name, key] : rows) {
        INFO(name);
        try {
            security::rsa_sign(Hash::sha256, key, text);
            FAIL("signed");
        } catch (const Error& error) {
            CHECK(error.fault() == Fault::config);
            CHECK(std::string(error.what()).size() < 80);
        }
        CHECK(ERR_peek_error() == 0);
    }
}
