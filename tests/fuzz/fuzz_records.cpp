#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "checks/fields/record.hpp"
#include "lib/failure.hpp"
#include "lib/fields/records.hpp"

// Records of anybody, as CSV or NDJSON: each is judged, or has a fault.
using namespace checkoutdiag;
using namespace checkoutdiag::fields;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

template <class Reader>
void read(const std::string& path) {
  try {
    Reader reader(path);
    Record record;
    std::size_t line = 0;
    while (reader.next(record)) {
      must(record.line > line);
      line = record.line;
      must(record.fault.empty() || record.values.empty());
      if (!record.fault.empty()) continue;
      must(record.values.size() == reader.columns().size());
      RecordJudge judge(nullptr, reader.columns(), {});
      for (const Problem& each : judge.judge(record.values))
        must(each.column < record.values.size());
    }
  } catch (const Failure& failure) {
    must(failure.kind == Failure::Kind::input);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int file = memfd_create("records", MFD_CLOEXEC);
  must(file >= 0 && ::write(file, data, size) == static_cast<ssize_t>(size));
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  read<CsvReader>(path);
  read<NdjsonReader>(path);
  ::close(file);
  return 0;
}
