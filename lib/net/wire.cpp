#include "lib/net/wire.hpp"

#include <algorithm>
#include <deque>
#include <thread>

#include "lib/net/link.hpp"

namespace checkoutdiag::net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDrain{20};      // how long a farewell may take
constexpr milliseconds kPause{250};     // after the first sign of strain; doubles
constexpr milliseconds kGlance{100};    // how often the stop flag is looked at
constexpr double kSlowConnectMs = 900;  // Linux sends a SYN again after a second
constexpr std::size_t kReadSize = 16384;
constexpr int kReadsAtOnce = 8;  // then the other connections have their turn

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Talk {
  std::unique_ptr<Link> link;
  std::unique_ptr<Conversation> conversation;
  Wire::Done done;
  std::string out;
  Clock::time_point started, due;
  bool connected = false;
  bool broken = false;  // a send said so: the end that is read next is a reset
  std::optional<Closing> closing;
};

struct Parting {
  std::unique_ptr<Link> link;
  Clock::time_point until;
};

}  // namespace

struct Wire::Impl {
  Route route;
  Limits limits;
  std::optional<ProxyDialer> dialer;
  std::vector<Talk> talks;
  std::deque<Parting> partings;
  int width;
  int connections = 0, most_open = 0, strains = 0;
  double quickest_connect = -1;  // ms
  Clock::time_point not_before{};

  Impl(Route way, Limits bounds)
      : route(std::move(way)), limits(bounds), width(std::max(1, bounds.max_open)) {
    if (route.proxy) dialer.emplace(route);
  }

  int open_now() const { return static_cast<int>(talks.size() + partings.size()); }
  void close(Talk& talk, End end, std::string detail);
  void advance(Talk& talk);
  void watch_connects(const Talk& talk);
  void strain();
  void flush(Talk& talk);
  void read(Talk& talk);
  void judge_time(Talk& talk, bool cancelled);
  void part(Talk& talk);
  void look_after_partings();
  void wait();
};

void Wire::Impl::close(Talk& talk, End end, std::string detail) {
  if (!talk.closing) talk.closing = Closing{end, std::move(detail), ms_since(talk.started)};
}

// A connect that takes a second and more where others took little is a SYN sent again: the peer's
// queue of new connections is full.
void Wire::Impl::watch_connects(const Talk& talk) {
  const double took = ms_since(talk.started);
  if (quickest_connect < 0 || took < quickest_connect) quickest_connect = took;
  if (took > 3 * quickest_connect + kSlowConnectMs) strain();
}

void Wire::Impl::strain() {
  width = std::max(1, width / 2);
  not_before = Clock::now() + kPause * (1 << std::min(strains++, 3));
}

// Moves one conversation on as far as it goes without waiting.
void Wire::Impl::advance(Talk& talk) {
  if (!talk.connected) {
    switch (talk.link->connect_step()) {
      case Link::Progress::connecting:
        return;
      case Link::Progress::failed:
        return close(talk, talk.link->failure(), talk.link->failure_text());
      case Link::Progress::connected:
        talk.connected = true;
        watch_connects(talk);
        talk.due = Clock::now() + limits.timeout;
        talk.conversation->start(talk.out);
        flush(talk);
        // It may have nothing to say at all: then there is nothing to wait for.
        if (talk.conversation->receive({}, talk.out)) return close(talk, End::finished, {});
    }
  }
  flush(talk);
  if (!talk.closing) read(talk);
}

void Wire::Impl::flush(Talk& talk) {
  while (!talk.out.empty()) {
    const Link::Io io = talk.link->send(talk.out);
    if (io.again) return;
    if (io.reset || io.closed || !io.error.empty()) {
      // A peer may refuse and close before it has read everything: what it said is still to be
      // read.
      talk.broken = true;
      talk.out.clear();
      return;
    }
    talk.out.erase(0, io.bytes);
  }
}

void Wire::Impl::read(Talk& talk) {
  char buffer[kReadSize];
  for (int i = 0; i < kReadsAtOnce && !talk.closing; ++i) {
    const Link::Io io = talk.link->receive(buffer, sizeof buffer);
    if (io.again) return;
    if (io.reset || (io.closed && talk.broken))
      return close(talk, End::reset, "connection reset by the peer");
    if (io.closed) return close(talk, End::closed, "the peer closed the connection");
    if (!io.error.empty()) return close(talk, End::reset, io.error);
    if (talk.conversation->receive({buffer, io.bytes}, talk.out)) close(talk, End::finished, {});
    flush(talk);
  }
}

void Wire::Impl::judge_time(Talk& talk, bool cancelled) {
  if (talk.closing) return;
  if (cancelled)
    close(talk, End::cancelled, "the run was ended before an answer");
  else if (Clock::now() >= talk.due)
    close(talk, talk.connected ? End::timeout : End::connect_timeout, {});
  if (talk.closing && !talk.connected && talk.closing->end == End::connect_timeout && route.proxy)
    talk.closing = Closing{End::proxy_error, "no answer in time", talk.closing->total_ms};
}

// A FIN and a moment to read what is still on its way: closing with unread data sends a reset,
// which fills the gateway's log.
void Wire::Impl::part(Talk& talk) {
  if (!talk.connected || talk.closing->end == End::reset) return;
  talk.out += talk.conversation->farewell();
  flush(talk);
  talk.link->finish_sending();
  if (talk.closing->end == End::closed) return;
  partings.push_back({std::move(talk.link), Clock::now() + kDrain});
}

void Wire::Impl::look_after_partings() {
  char buffer[kReadSize];
  const auto now = Clock::now();
  std::erase_if(partings, [&](Parting& parting) {
    for (int i = 0; i < kReadsAtOnce; ++i) {
      const Link::Io io = parting.link->receive(buffer, sizeof buffer);
      if (io.again) return now >= parting.until;
      if (io.bytes == 0) return true;
    }
    return now >= parting.until;
  });
}

void Wire::Impl::wait() {
  auto until = Clock::now() + kGlance;
  std::vector<pollfd> fds;
  auto add = [&fds](const Link& link, short events) {
    if (link.fd() >= 0) fds.push_back({link.fd(), events, 0});
  };
  for (const Talk& talk : talks) {
    until = std::min(until, talk.due);
    add(*talk.link, static_cast<short>(!talk.connected    ? POLLOUT
                                       : talk.out.empty() ? POLLIN
                                                          : POLLIN | POLLOUT));
  }
  for (const Parting& parting : partings) {
    until = std::min(until, parting.until);
    add(*parting.link, POLLIN);
  }
  if (not_before > Clock::now()) until = std::min(until, not_before);
  const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
  const int timeout = static_cast<int>(std::max<milliseconds::rep>(0, left.count()));
  if (dialer)
    dialer->poll(fds, timeout);
  else
    ::poll(fds.data(), static_cast<nfds_t>(fds.size()), timeout);
}

Wire::Wire(Route route, Limits limits) : impl_(std::make_unique<Impl>(std::move(route), limits)) {}
Wire::~Wire() = default;

bool Wire::can_open() const {
  return active() < impl_->width && Clock::now() >= impl_->not_before && !cancelled();
}

void Wire::open(std::unique_ptr<Conversation> conversation, Done done) {
  Impl& me = *impl_;
  // A farewell that still waits makes way: no more than max_open connections, whatever their state.
  while (!me.partings.empty() && me.open_now() >= me.limits.max_open)
    me.partings.pop_front();
  Talk talk;
  talk.started = Clock::now();
  talk.due = talk.started + me.limits.timeout;
  talk.conversation = std::move(conversation);
  talk.done = std::move(done);
  talk.link = me.dialer ? me.dialer->dial() : dial(me.route.address);
  ++me.connections;
  if (me.limits.rate > 0)
    me.not_before = talk.started + std::chrono::duration_cast<Clock::duration>(
                                       std::chrono::duration<double>(1 / me.limits.rate));
  me.talks.push_back(std::move(talk));
  me.most_open = std::max(me.most_open, me.open_now());
}

void Wire::poll() {
  Impl& me = *impl_;
  me.wait();
  const bool stopped = cancelled();
  for (Talk& talk : me.talks) {
    me.advance(talk);
    me.judge_time(talk, stopped);
  }
  std::vector<Talk> over;
  std::erase_if(me.talks, [&over](Talk& talk) {
    if (!talk.closing) return false;
    over.push_back(std::move(talk));
    return true;
  });
  for (Talk& talk : over)
    me.part(talk);
  me.look_after_partings();
  for (Talk& talk : over)
    talk.done(std::move(talk.conversation), *talk.closing);
}

void Wire::back_off() {
  impl_->strain();
}

void Wire::pause(milliseconds time) {
  impl_->not_before = std::max(impl_->not_before, Clock::now() + time);
}

bool Wire::cancelled() const {
  const Limits& limits = impl_->limits;
  return (limits.stop && limits.stop()) || (limits.deadline && Clock::now() >= *limits.deadline);
}

void Wire::drain() {
  Impl& me = *impl_;
  while (!me.partings.empty()) {
    me.wait();
    me.look_after_partings();
  }
}

int Wire::active() const {
  return static_cast<int>(impl_->talks.size());
}
bool Wire::quiet() const {
  return impl_->open_now() == 0;
}
int Wire::connections() const {
  return impl_->connections;
}
int Wire::max_open() const {
  return impl_->most_open;
}
bool Wire::backed_off() const {
  return impl_->strains > 0;
}

}  // namespace checkoutdiag::net
