#include "lib/http/server/connection.hpp"

namespace checkoutdiag::http::detail {

using Plain = beast::tcp_stream;

template <>
void Connection<Plain>::start() {
  read();
}

template <>
void Connection<Plain>::farewell() {
  half_close();
}

void serve_plain(const CorePtr& core, tcp::socket socket) {
  std::make_shared<Connection<Plain>>(core, Plain(std::move(socket)))->start();
}

}  // namespace checkoutdiag::http::detail
