#include "lib/http/client/crowd.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>

#include "lib/failure.hpp"

namespace checkoutdiag::http {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// A peer that reads gets what we sent at once; one that is busy with the request may take longer
// to see the end, and by then it has read the request.
constexpr milliseconds kLongestFarewell{500};

int until(Clock::time_point end) {
  const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<long>(static_cast<long>(left), 0, 60'000));
}

// True when the peer has ended its side too.
bool drained(int socket) {
  std::array<char, 16 * 1024> scrap;
  while (true) {
    const ssize_t n = ::recv(socket, scrap.data(), scrap.size(), MSG_DONTWAIT);
    if (n == 0) return true;
    if (n < 0) return errno != EAGAIN && errno != EINTR;
  }
}

}  // namespace

Crowd::Crowd(int interrupt)
    : library_(net::curl()),
      multi_(library_.multi_init(), library_.multi_cleanup),
      interrupt_(interrupt) {
  if (!multi_) throw Failure(Failure::Kind::internal, "libcurl could not be started");
}

Crowd::~Crowd() {
  for (const auto& member : members_)
    library_.multi_remove_handle(multi_.get(), member->handle());
  multi_.reset();
  farewell();
}

void Crowd::add(const Call& call, bool barrier, milliseconds more) {
  members_.push_back(std::make_unique<Transfer>(call, barrier, more));
  members_.back()->state().seen.begun = Clock::now();
  library_.multi_add_handle(multi_.get(), members_.back()->handle());
}

void Crowd::perform() {
  int running = 0;
  library_.multi_perform(multi_.get(), &running);
  for (const auto& member : members_)
    if (!member->over() && member->state().give_up) end(*member, {});
  take_messages();
}

void Crowd::take_messages() {
  int left = 0;
  while (const CURLMsg* message = library_.multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    char* whose = nullptr;
    library_.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &whose);
    auto& transfer = *reinterpret_cast<Transfer*>(whose);
    if (!transfer.over()) transfer.finish(code);
  }
}

void Crowd::wait(milliseconds most) {
  curl_waitfd extra{interrupt_, CURL_WAIT_POLLIN, 0};
  const bool has_extra = interrupt_ >= 0;
  const int ms = static_cast<int>(std::clamp<long>(static_cast<long>(most.count()), 0, 60'000));
  library_.multi_poll(multi_.get(), has_extra ? &extra : nullptr, has_extra ? 1 : 0, ms, nullptr);
  if (has_extra && extra.revents != 0) interrupted_ = true;
}

void Crowd::end(Transfer& transfer, const std::string& why) {
  transfer.abandon(why);
  library_.multi_remove_handle(multi_.get(), transfer.handle());  // which ends the connection
}

void Crowd::end_all(const std::string& why) {
  for (const auto& member : members_)
    if (!member->over()) end(*member, why);
}

void Crowd::end_late(const std::string& why) {
  for (const auto& member : members_)
    if (!member->over() && !member->state().at_barrier()) end(*member, why);
}

// libcurl takes some 25 us for a last byte, and with TLS 70: too long for two hundred of them. So
// it hands them to the kernel first, which keeps them until it is told, 2 us each.
void Crowd::release() {
  const auto each = [&](auto what) {
    for (const auto& member : members_)
      if (!member->over()) std::invoke(what, *member);
  };
  each(&Transfer::release);
  int running = 0;
  library_.multi_perform(multi_.get(), &running);
  each(&Transfer::uncork);
}

bool Crowd::over() const {
  return std::all_of(members_.begin(), members_.end(),
                     [](const auto& member) { return member->over(); });
}

// close() with unread bytes sends RST, and that may destroy at the peer what it has not read yet.
void Crowd::farewell() {
  std::vector<pollfd> open;
  for (const auto& member : members_) {
    int& socket = member->state().farewell;
    if (socket < 0) continue;
    ::shutdown(socket, SHUT_WR);
    open.push_back({socket, POLLIN, 0});
    socket = -1;
  }
  const Clock::time_point end = Clock::now() + kLongestFarewell;
  while (!open.empty()) {
    const int ready = ::poll(open.data(), open.size(), until(end));
    const bool late = ready == 0 || Clock::now() >= end;
    std::erase_if(open, [&](const pollfd& each) {
      if (!late && (each.revents == 0 || !drained(each.fd))) return false;
      ::close(each.fd);
      return true;
    });
  }
}

}  // namespace checkoutdiag::http
