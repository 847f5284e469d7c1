#include "lib/text/html.hpp"

#include <dlfcn.h>
#include <fmt/core.h>
#include <libxml/HTMLparser.h>

#include <memory>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::text {
namespace {

constexpr const char* kLibrary = "libxml2.so.2";
constexpr std::size_t kMostEvents = 400'000, kPart = 64 * 1024;

// libxml2, loaded when it is needed: ICU comes with it, whose loading every other command would
// wait for.
struct LibXml {
  decltype(&::htmlCreatePushParserCtxt) create;
  decltype(&::htmlParseChunk) parse;
  decltype(&::htmlFreeParserCtxt) free;
  decltype(&::htmlCtxtUseOptions) use;
  decltype(&::xmlSAX2GetLineNumber) line;
};

[[noreturn]] void missing() {
  const char* why = dlerror();
  throw Failure(Failure::Kind::internal,
                std::string("libxml2 cannot be loaded: ") + (why ? why : "no reason was given"),
                "install it: apt-get install libxml2");
}

template <class Function>
void find_in(void* library, const char* name, Function& function) {
  void* symbol = dlsym(library, name);
  if (!symbol) missing();
  function = reinterpret_cast<Function>(symbol);
}

const LibXml& libxml() {
  static const LibXml loaded = [] {
    void* library = dlopen(kLibrary, RTLD_LAZY | RTLD_LOCAL);
    if (!library) missing();
    LibXml it{};
    find_in(library, "htmlCreatePushParserCtxt", it.create);
    find_in(library, "htmlParseChunk", it.parse);
    find_in(library, "htmlFreeParserCtxt", it.free);
    find_in(library, "htmlCtxtUseOptions", it.use);
    find_in(library, "xmlSAX2GetLineNumber", it.line);
    return it;
  }();
  return loaded;
}

struct Page {
  std::vector<HtmlEvent> events;
  htmlParserCtxtPtr parser = nullptr;
  bool is_full = false;

  HtmlEvent* add(HtmlEvent::Kind kind) {
    if (events.size() >= kMostEvents) is_full = true;
    if (is_full) return nullptr;
    events.push_back({kind, {}, {}, {}, parser ? libxml().line(parser) : 0});
    return &events.back();
  }
};

std::string text_of(const xmlChar* bytes) {
  return bytes ? reinterpret_cast<const char*>(bytes) : "";
}

// An exception must not pass through the library: what is too much is told when it is done.
void on_start(void* page, const xmlChar* name, const xmlChar** attributes) {
  HtmlEvent* event = static_cast<Page*>(page)->add(HtmlEvent::Kind::start);
  if (!event) return;
  event->name = lower(text_of(name));
  for (; attributes && attributes[0]; attributes += 2)
    event->attributes.emplace(lower(text_of(attributes[0])), text_of(attributes[1]));
}

void on_end(void* page, const xmlChar* name) {
  if (HtmlEvent* event = static_cast<Page*>(page)->add(HtmlEvent::Kind::end))
    event->name = lower(text_of(name));
}

void on_text(void* page, const xmlChar* bytes, int length) {
  if (HtmlEvent* event = static_cast<Page*>(page)->add(HtmlEvent::Kind::text))
    event->text.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

}  // namespace

const std::string* HtmlEvent::find(const std::string& attribute) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? nullptr : &found->second;
}

std::vector<HtmlEvent> read_html(std::string_view page, const std::string& file) {
  const LibXml& library = libxml();
  htmlSAXHandler handler{};
  handler.startElement = &on_start;
  handler.endElement = &on_end;
  handler.characters = &on_text;
  Page read;
  const std::unique_ptr<htmlParserCtxt, decltype(library.free)> parser(
      library.create(&handler, &read, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8), library.free);
  if (!parser) throw Failure(Failure::Kind::internal, "libxml2 could not be started");
  library.use(parser.get(),
              HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  read.parser = parser.get();
  while (!page.empty() && !read.is_full) {
    const std::string_view part = page.substr(0, kPart);
    library.parse(parser.get(), part.data(), static_cast<int>(part.size()), 0);
    page.remove_prefix(part.size());
  }
  library.parse(parser.get(), nullptr, 0, 1);
  read.parser = nullptr;
  if (read.is_full)
    throw Failure(Failure::Kind::input, fmt::format("{}: more than {} tags", file, kMostEvents));
  return std::move(read.events);
}

}  // namespace checkoutdiag::text
