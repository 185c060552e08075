#include "api/http/certificate.h"

#include <memory>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace luabot::http {
namespace {

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* what) const { free(what); }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Free<X509, X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION, X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO, BIO_free_all>>;

constexpr long version_3 = 2;
constexpr long lifetime_seconds = 30L * 24 * 3600;

bool extend(X509* certificate, int what, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, what, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool name(X509* certificate) {
  auto* subject = X509_get_subject_name(certificate);
  const std::string text = "luabot emulator";
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(text.data()),  // NOLINT: C's way
                                    static_cast<int>(text.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool number(X509* certificate) {
  std::uint64_t serial = 0;
  unsigned char bytes[sizeof serial] = {};  // NOLINT: C's way
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  for (const auto byte : bytes) serial = serial << 8U | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);  // NOLINT: OpenSSL's macro
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

Result<Certificate> loopback_certificate() {
  const Error failed{"TLS_FAILED", "OpenSSL could not make a certificate"};
  const Key key(EVP_EC_gen("P-256"));
  const X509Ptr made(X509_new());
  if (!key || !made || X509_set_version(made.get(), version_3) != 1 || !number(made.get()) ||
      !name(made.get()))
    return failed;
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);  // clocks may differ
  X509_gmtime_adj(X509_getm_notAfter(made.get()), lifetime_seconds);
  if (X509_set_pubkey(made.get(), key.get()) != 1 ||
      !extend(made.get(), NID_basic_constraints, "critical,CA:TRUE") ||
      !extend(made.get(), NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost") ||
      X509_sign(made.get(), key.get(), EVP_sha256()) == 0)
    return failed;
  const Bio certificate(BIO_new(BIO_s_mem()));
  const Bio secret(BIO_new(BIO_s_mem()));
  if (!certificate || !secret || PEM_write_bio_X509(certificate.get(), made.get()) != 1 ||
      PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return failed;
  return Certificate{text_of(certificate.get()), text_of(secret.get())};
}

}  // namespace luabot::http
