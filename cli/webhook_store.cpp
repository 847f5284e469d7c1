#include "cli/webhook_store.hpp"

#include <fmt/core.h>

#include "cli/charge.hpp"
#include "cli/secrets.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

using Kind = Failure::Kind;

receiver::StorePlace redis_place(const WebhookListenOptions& options) {
  auto address = redis::read_address(options.store);
  if (!address)
    throw Failure(Kind::usage,
                  fmt::format("--store does not take '{}'", text::printable(options.store, 80)),
                  "it takes sqlite:FILE, redis://HOST:PORT/DB or redis+unix:///PATH");
  if (address->socket.empty())
    // Events have names and addresses in them, and the connection is not encrypted.
    require_here(fmt::format("http://{}/", address->host.find(':') == std::string::npos
                                               ? address->host
                                               : "[" + address->host + "]"),
                 "--store", options.allow_remote,
                 "the connection is not encrypted: use a tunnel, or add --allow-remote");
  if (!address->user.empty() && !options.store_password)
    throw Failure(Kind::usage, "--store has a user, and there is no password",
                  "--store-password-file FILE");
  if (options.store_password)
    address->password =
        read_secret(*options.store_password, "--store-password-env", "--store-password-file")
            .secret;
  return {{}, std::move(*address)};
}

}  // namespace

receiver::StorePlace store_place(const WebhookListenOptions& options) {
  if (options.store.starts_with("redis")) return redis_place(options);
  constexpr std::string_view kKind = "sqlite:";
  const std::string file =
      options.store.starts_with(kKind) ? options.store.substr(kKind.size()) : options.store;
  if (file.empty() || file.find("://") != std::string::npos)
    throw Failure(Kind::usage,
                  fmt::format("--store does not take '{}'", text::printable(options.store, 80)),
                  "it takes sqlite:FILE, redis://HOST:PORT/DB or redis+unix:///PATH");
  return {file, std::nullopt};
}

}  // namespace checkoutdiag
