#include "lib/archive/tar_gz.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <sys/stat.h>

#include <memory>

#include "lib/failure.hpp"

namespace checkoutdiag::archive {
namespace {

// Loaded like libcurl: it brings a dozen libraries, and hardly any run writes an archive.
constexpr const char* kLibrary = "libarchive.so.13";

struct Library {
  decltype(&::archive_write_new) write_new;
  decltype(&::archive_write_set_format_ustar) set_format_ustar;
  decltype(&::archive_write_add_filter_gzip) add_filter_gzip;
  decltype(&::archive_write_set_options) set_options;
  decltype(&::archive_write_open) open;
  decltype(&::archive_write_header) header;
  decltype(&::archive_write_data) data;
  decltype(&::archive_write_close) close;
  decltype(&::archive_write_free) free;
  decltype(&::archive_error_string) error_string;
  decltype(&::archive_entry_new) entry_new;
  decltype(&::archive_entry_free) entry_free;
  decltype(&::archive_entry_set_pathname) set_pathname;
  decltype(&::archive_entry_set_size) set_size;
  decltype(&::archive_entry_set_mtime) set_mtime;
  decltype(&::archive_entry_set_perm) set_perm;
  decltype(&::archive_entry_set_filetype) set_filetype;
};

[[noreturn]] void missing() {
  const char* why = dlerror();
  throw Failure(Failure::Kind::internal,
                std::string("libarchive cannot be loaded: ") + (why ? why : "no reason was given"),
                "install it: apt-get install libarchive13");
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  void* symbol = dlsym(library, name);
  if (!symbol) missing();
  function = reinterpret_cast<Function>(symbol);
}

Library load() {
  void* library = dlopen(kLibrary, RTLD_LAZY | RTLD_LOCAL);
  if (!library) missing();
  Library it{};
  find(library, "archive_write_new", it.write_new);
  find(library, "archive_write_set_format_ustar", it.set_format_ustar);
  find(library, "archive_write_add_filter_gzip", it.add_filter_gzip);
  find(library, "archive_write_set_options", it.set_options);
  find(library, "archive_write_open", it.open);
  find(library, "archive_write_header", it.header);
  find(library, "archive_write_data", it.data);
  find(library, "archive_write_close", it.close);
  find(library, "archive_write_free", it.free);
  find(library, "archive_error_string", it.error_string);
  find(library, "archive_entry_new", it.entry_new);
  find(library, "archive_entry_free", it.entry_free);
  find(library, "archive_entry_set_pathname", it.set_pathname);
  find(library, "archive_entry_set_size", it.set_size);
  find(library, "archive_entry_set_mtime", it.set_mtime);
  find(library, "archive_entry_set_perm", it.set_perm);
  find(library, "archive_entry_set_filetype", it.set_filetype);
  return it;
}

la_ssize_t append(::archive*, void* user, const void* bytes, std::size_t count) {
  static_cast<std::string*>(user)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

class Writer {
 public:
  Writer(const Library& library, std::string& to)
      : library_(library), archive_(library.write_new(), library.free) {
    if (!archive_) throw Failure(Failure::Kind::internal, "libarchive could not be started");
    must(library_.set_format_ustar(archive_.get()));
    must(library_.add_filter_gzip(archive_.get()));
    // The head of a gzip file has the time when it was made, if nobody minds.
    must(library_.set_options(archive_.get(), "gzip:!timestamp"));
    must(library_.open(archive_.get(), &to, nullptr, &append, nullptr));
  }

  void add(const File& file, Time when) {
    constexpr unsigned kReadable = 0644;
    const std::unique_ptr<archive_entry, decltype(library_.entry_free)> entry(library_.entry_new(),
                                                                              library_.entry_free);
    if (!entry) throw Failure(Failure::Kind::internal, "out of memory");
    library_.set_pathname(entry.get(), file.name.c_str());
    library_.set_size(entry.get(), static_cast<la_int64_t>(file.content.size()));
    library_.set_mtime(entry.get(), static_cast<time_t>(when.time_since_epoch().count()), 0);
    library_.set_filetype(entry.get(), S_IFREG);
    library_.set_perm(entry.get(), kReadable);
    must(library_.header(archive_.get(), entry.get()));
    const la_ssize_t written =
        library_.data(archive_.get(), file.content.data(), file.content.size());
    if (written != static_cast<la_ssize_t>(file.content.size())) must(ARCHIVE_FATAL);
  }

  void close() { must(library_.close(archive_.get())); }

 private:
  void must(int result) {
    if (result >= ARCHIVE_WARN) return;
    const char* why = library_.error_string(archive_.get());
    throw Failure(Failure::Kind::internal,
                  std::string("the archive could not be made: ") + (why ? why : "no reason given"));
  }

  const Library& library_;
  std::unique_ptr<::archive, decltype(Library::free)> archive_;
};

}  // namespace

std::string tar_gz(const std::vector<File>& files, Time when) {
  static const Library library = load();
  std::string bytes;
  Writer writer(library, bytes);
  for (const File& file : files)
    writer.add(file, when);
  writer.close();
  return bytes;
}

}  // namespace checkoutdiag::archive
