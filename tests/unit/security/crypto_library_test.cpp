#include "core/security/crypto_library.hpp"
#include "support/catch.hpp"

using namespace bkxsms;

// This test is linked with libcrypto, so the linker knows where each function is.
TEST_CASE("security: each function of libcrypto is the one its name says",
          "[security][library]") {
    const auto& crypto = security::crypto();
    CHECK(crypto.ERR_clear_error == &ERR_clear_error);
    CHECK(crypto.EVP_md5 == &EVP_md5);
    CHECK(crypto.EVP_sha1 == &EVP_sha1);
    CHECK(crypto.EVP_sha256 == &EVP_sha256);
    CHECK(crypto.EVP_sha512 == &EVP_sha512);
    CHECK(crypto.EVP_Digest == &EVP_Digest);
    CHECK(crypto.HMAC == &HMAC);
    CHECK(crypto.EVP_MD_CTX_new == &EVP_MD_CTX_new);
    CHECK(crypto.EVP_MD_CTX_free == &EVP_MD_CTX_free);
    CHECK(crypto.EVP_DigestVerifyInit == &EVP_DigestVerifyInit);
    CHECK(crypto.EVP_DigestVerify == &EVP_DigestVerify);
    CHECK(crypto.EVP_DigestSignInit == &EVP_DigestSignInit);
    CHECK(crypto.EVP_DigestSign == &EVP_DigestSign);
    CHECK(crypto.EVP_PKEY_get_base_id == &EVP_PKEY_get_base_id);
    CHECK(crypto.EVP_PKEY_get_bits == &EVP_PKEY_get_bits);
    CHECK(crypto.EVP_PKEY_free == &EVP_PKEY_free);
    CHECK(crypto.BIO_new_mem_buf == &BIO_new_mem_buf);
    CHECK(crypto.BIO_free == &BIO_free);
    CHECK(crypto.PEM_read_bio_X509 == &PEM_read_bio_X509);
    CHECK(crypto.PEM_read_bio_PrivateKey == &PEM_read_bio_PrivateKey);
    CHECK(crypto.X509_free == &X509_free);
    CHECK(crypto.X509_get0_pubkey == &X509_get0_pubkey);
    CHECK(crypto.X509_get0_notBefore == &X509_get0_notBefore);
    CHECK(crypto.X509_get0_notAfter == &X509_get0_notAfter);
    CHECK(crypto.ASN1_TIME_cmp_time_t == &ASN1_TIME_cmp_time_t);
}
