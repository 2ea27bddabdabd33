#pragma once

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/// \file
/// libcrypto's functions, by their own names. The program is not linked with libcrypto; a
/// direct call does not link either. Private to the room.

namespace bkxsms::security {

struct CryptoLibrary {
    decltype(&::ERR_clear_error) ERR_clear_error;

    decltype(&::EVP_md5) EVP_md5;
    decltype(&::EVP_sha1) EVP_sha1;
    decltype(&::EVP_sha256) EVP_sha256;
    decltype(&::EVP_sha512) EVP_sha512;
    decltype(&::EVP_Digest) EVP_Digest;
    decltype(&::HMAC) HMAC;

    decltype(&::EVP_MD_CTX_new) EVP_MD_CTX_new;
    decltype(&::EVP_MD_CTX_free) EVP_MD_CTX_free;
    decltype(&::EVP_DigestVerifyInit) EVP_DigestVerifyInit;
    decltype(&::EVP_DigestVerify) EVP_DigestVerify;
    decltype(&::EVP_DigestSignInit) EVP_DigestSignInit;
    decltype(&::EVP_DigestSign) EVP_DigestSign;
    decltype(&::EVP_PKEY_get_base_id) EVP_PKEY_get_base_id;
    decltype(&::EVP_PKEY_get_bits) EVP_PKEY_get_bits;
    decltype(&::EVP_PKEY_free) EVP_PKEY_free;

    decltype(&::BIO_new_mem_buf) BIO_new_mem_buf;
    decltype(&::BIO_free) BIO_free;
    decltype(&::PEM_read_bio_X509) PEM_read_bio_X509;
    decltype(&::PEM_read_bio_PrivateKey) PEM_read_bio_PrivateKey;
    decltype(&::X509_free) X509_free;
    decltype(&::X509_get0_pubkey) X509_get0_pubkey;
    decltype(&::X509_get0_notBefore) X509_get0_notBefore;
    decltype(&::X509_get0_notAfter) X509_get0_notAfter;
    decltype(&::ASN1_TIME_cmp_time_t) ASN1_TIME_cmp_time_t;
};

/// Loaded by the first call, from any thread. \throws Error{os}, and the next call tries again.
const CryptoLibrary& crypto();

} // namespace bkxsms::security
