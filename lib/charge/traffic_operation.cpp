#include "lib/charge/traffic_operation.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::charge {
namespace {

struct Word {
  std::string_view word;
  Operation operation;
};

// In lower case, without dashes and underscores; as the built-in gateways have them.
constexpr Word kWords[] = {
    {"authorization", Operation::authorize},
    {"authorizations", Operation::authorize},
    {"authorisation", Operation::authorize},
    {"authorisations", Operation::authorize},
    {"authorize", Operation::authorize},
    {"authorise", Operation::authorize},
    {"reauthorize", Operation::authorize},
    {"preauthorizations", Operation::authorize},
    {"capture", Operation::capture},
    {"captures", Operation::capture},
    {"complete", Operation::capture},
    {"settle", Operation::capture},
    {"settlement", Operation::capture},
    {"submitforsettlement", Operation::capture},
    {"refund", Operation::refund},
    {"refunds", Operation::refund},
    {"cancel", Operation::cancel},
    {"cancels", Operation::cancel},
    {"cancellation", Operation::cancel},
    {"cancellations", Operation::cancel},
    {"void", Operation::cancel},
    {"voids", Operation::cancel},
    {"reversal", Operation::cancel},
    {"reversals", Operation::cancel},
    {"charge", Operation::charge},
    {"charges", Operation::charge},
    {"payment", Operation::charge},
    {"payments", Operation::charge},
    {"paymentintents", Operation::charge},
    {"paymentrequests", Operation::charge},
    {"paymentcharges", Operation::charge},
    {"securepayments", Operation::charge},
    {"advancedpayments", Operation::charge},
    {"orders", Operation::charge},
    {"transaction", Operation::charge},
    {"transactions", Operation::charge},
    {"purchase", Operation::charge},
    {"sale", Operation::charge},
    {"sales", Operation::charge},
    {"payins", Operation::charge},
};

// Behind the id of a charge they execute it.
constexpr std::string_view kExecutes[] = {"confirm", "pay", "execute", "process", "details"};

std::string plain(std::string_view segment) {
  std::string out;
  for (char c : segment)
    if (c != '-' && c != '_') out += text::lower(c);
  return out;
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> out;
  path = path.substr(0, path.find_first_of("?#"));
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of("/:"), path.size());
    if (end > 0) out.push_back(plain(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return out;
}

std::optional<Operation> known(const std::string& segment) {
  const auto found = std::find_if(std::begin(kWords), std::end(kWords),
                                  [&](const Word& each) { return each.word == segment; });
  if (found == std::end(kWords)) return {};
  return found->operation;
}

}  // namespace

std::string_view name(Operation operation) {
  switch (operation) {
    case Operation::charge:
      return "charge";
    case Operation::authorize:
      return "authorize";
    case Operation::capture:
      return "capture";
    case Operation::refund:
      return "refund";
    case Operation::cancel:
      return "cancel";
    case Operation::other:
      break;
  }
  return "other";
}

Operation operation_of(std::string_view method, std::string_view path) {
  const std::vector<std::string> segments = segments_of(path);
  if (segments.empty()) return Operation::other;
  const std::string& last = segments.back();
  const bool removes = method == "DELETE";
  if (const auto operation = known(last); operation && !removes) return *operation;
  const bool executes =
      std::find(std::begin(kExecutes), std::end(kExecutes), last) != std::end(kExecutes);
  const bool of_charge = std::any_of(segments.begin(), segments.end() - 1,
                                     [](const std::string& each) { return known(each); });
  if (!of_charge) return Operation::other;
  // DELETE /payments/tr_1 takes it back.
  if (removes) return Operation::cancel;
  return executes ? Operation::charge : Operation::other;
}

}  // namespace checkoutdiag::charge
