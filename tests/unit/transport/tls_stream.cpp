#include "tls_stream.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace bkxsms::test {
namespace {

template <auto Free>
struct FreedBy {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, FreedBy<Free>>;

using Session = Owned<SSL, SSL_free>;

class TlsStream final : public Stream {
public:
    explicit TlsStream(Session session) : session_(std::move(session)) {}

    std::size_t read(char* to, std::size_t size) override {
        std::size_t count = 0;
        return SSL_read_ex(session_.get(), to, size, &count) == 1 ? count : 0;
    }
    void write(std::string_view bytes) override {
        std::size_t count = 0;
        SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count);
    }

private:
    Session session_;
};

} // namespace

struct Certificate::Parts {
    Owned<EVP_PKEY, EVP_PKEY_free> key{EVP_EC_gen("P-256")};
    Owned<X509, X509_free> leaf{X509_new()};
};

Certificate::Certificate(const std::string& name) : parts_(std::make_shared<Parts>()) {
    X509* leaf = parts_->leaf.get();
    X509_set_version(leaf, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(leaf), 1);
    X509_gmtime_adj(X509_getm_notBefore(leaf), -3600);
    X509_gmtime_adj(X509_getm_notAfter(leaf), 3600);
    X509_set_pubkey(leaf, parts_->key.get());
    const std::string common = "bkxsms test";
    auto* subject = X509_get_subject_name(leaf);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common.data()),
                               static_cast<int>(common.size()), -1, 0);
    X509_set_issuer_name(leaf, subject);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, name.c_str()));
    X509_add_ext(leaf, names.get(), -1);
    if (X509_sign(leaf, parts_->key.get(), EVP_sha256()) == 0)
        throw std::runtime_error("no certificate");
}

Certificate::~Certificate() = default;

std::string Certificate::pem() const {
    const Owned<BIO, BIO_free_all> memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), parts_->leaf.get());
    const char* text = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

RawServer::Wrap Certificate::wrap(int newest_version) const {
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), newest_version);
    SSL_CTX_set_security_level(context.get(), 0); // so that old protocols can be offered
    SSL_CTX_use_certificate(context.get(), parts_->leaf.get());
    SSL_CTX_use_PrivateKey(context.get(), parts_->key.get());
    return [context](int socket) -> std::unique_ptr<Stream> {
        Session session(SSL_new(context.get()));
        SSL_set_fd(session.get(), socket);
        if (SSL_accept(session.get()) != 1) return nullptr;
        return std::make_unique<TlsStream>(std::move(session));
    };
}

} // namespace bkxsms::test
