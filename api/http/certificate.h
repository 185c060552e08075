#pragma once
#include <string>

#include "api/base/error.h"

namespace luabot::http {

/// A certificate and its private key, as PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

/// A fresh self-signed certificate for 127.0.0.1, ::1 and localhost, valid for thirty days. It is its own
/// authority: whoever is to trust it is given `certificate`.
[[nodiscard]] Result<Certificate> loopback_certificate();

}  // namespace luabot::http
