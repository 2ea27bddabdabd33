#include "core/security/crypto_library.hpp"

#include "core/base/shared_library.hpp"

namespace bkxsms::security {
namespace {

CryptoLibrary load() {
    const SharedLibrary library(BKXSMS_LIBCRYPTO, "libssl3");
    return {
        .ERR_clear_error = library["ERR_clear_error"],

        .EVP_md5 = library["EVP_md5"],
        .EVP_sha1 = library["EVP_sha1"],
        .EVP_sha256 = library["EVP_sha256"],
        .EVP_sha512 = library["EVP_sha512"],
        .EVP_Digest = library["EVP_Digest"],
        .HMAC = library["HMAC"],

        .EVP_MD_CTX_new = library["EVP_MD_CTX_new"],
        .EVP_MD_CTX_free = library["EVP_MD_CTX_free"],
        .EVP_DigestVerifyInit = library["EVP_DigestVerifyInit"],
        .EVP_DigestVerify = library["EVP_DigestVerify"],
        .EVP_DigestSignInit = library["EVP_DigestSignInit"],
        .EVP_DigestSign = library["EVP_DigestSign"],
        .EVP_PKEY_get_base_id = library["EVP_PKEY_get_base_id"],
        .EVP_PKEY_get_bits = library["EVP_PKEY_get_bits"],
        .EVP_PKEY_free = library["EVP_PKEY_free"],

        .BIO_new_mem_buf = library["BIO_new_mem_buf"],
        .BIO_free = library["BIO_free"],
        .PEM_read_bio_X509 = library["PEM_read_bio_X509"],
        .PEM_read_bio_PrivateKey = library["PEM_read_bio_PrivateKey"],
        .X509_free = library["X509_free"],
        .X509_get0_pubkey = library["X509_get0_pubkey"],
        .X509_get0_notBefore = library["X509_get0_notBefore"],
        .X509_get0_notAfter = library["X509_get0_notAfter"],
        .ASN1_TIME_cmp_time_t = library["ASN1_TIME_cmp_time_t"],
    };
}

} // namespace

const CryptoLibrary& crypto() {
    static const CryptoLibrary loaded = load();
    return loaded;
}

} // namespace bkxsms::security
