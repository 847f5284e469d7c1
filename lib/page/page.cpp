#include "lib/page/page.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "lib/http/server_time.hpp"
#include "lib/page/length.hpp"
#include "lib/page/role_by_name.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/html.hpp"
#include "lib/text/words.hpp"
#include "lib/threeds/base64url.hpp"

namespace checkoutdiag::page {
namespace {

using text::HtmlEvent;

// Those of a page that somebody could pay on; each form is held against each frame.
constexpr std::size_t kMostFrames = 1000, kMostForms = 100, kMostFields = 20;

constexpr std::string_view kSpaces = " \t\r\n\f";
constexpr std::string_view kFields[] = {"creq", "cres", "threeDSMethodData", "threeDSSessionData"};

std::string attribute(const HtmlEvent& tag, const char* name) {
  const std::string* value = tag.find(name);
  return value ? *value : std::string();
}

// "three-DS_method" as "threedsmethod".
std::string plain(std::string_view name) {
  std::string out;
  for (char c : name)
    if (c != '-' && c != '_' && c != ' ') out += text::lower(c);
  return out;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_any(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What stands in these is text, or waits for a script: browsers that run scripts show none of it.
bool is_inert(std::string_view name) {
  return is_any(
      name, {"template", "noscript", "iframe", "textarea", "title", "noembed", "noframes", "xmp"});
}

// What may stand in a head: anything else begins the body.
bool is_of_head(std::string_view name) {
  return is_any(name, {"html", "head", "meta", "link", "title", "base", "basefont", "bgsound",
                       "script", "style", "noscript", "template", "noframes"});
}

bool is_small(const Length& length) {
  return length.at_most && *length.at_most <= 1;
}

std::size_t find_ignoring_case(std::string_view text, std::string_view lower) {
  const auto at = std::search(text.begin(), text.end(), lower.begin(), lower.end(),
                              [](char a, char b) { return text::lower(a) == b; });
  return at == text.end() ? text.npos : static_cast<std::size_t>(at - text.begin());
}

// A creq that the server wrote into the page; scripts write theirs later.
std::string window_size_of(const std::string& creq) {
  constexpr std::size_t kMost = 16 * 1024;
  if (creq.empty() || creq.size() > kMost) return {};
  const std::string json = threeds::decode_message(creq).json;
  constexpr std::string_view kName = "\"challengeWindowSize\"";
  const std::size_t at = json.find(kName);
  if (at == std::string::npos) return {};
  const std::size_t begin = json.find_first_not_of(" :\t\"", at + kName.size());
  return begin == std::string::npos ? std::string() : json.substr(begin, 2);
}

/// When it came, by its server's clock, which is the one that Expires is written with.
std::optional<std::int64_t> time_of(const Document& document) {
  const std::string* date = http::find_header(document.headers, "Date");
  const auto said = date ? http::http_date(*date) : std::nullopt;
  return said ? said : document.at;
}

/// One reading of a page.
class Reader {
 public:
  Reader(const Document& document, const Known& known, Page& to)
      : known_(known),
        base_(document.url),
        page_(to),
        body_at_(find_ignoring_case(document.body, "<body")),
        noscript_at_(find_ignoring_case(document.body, "<noscript")) {}

  void find_base(const std::vector<HtmlEvent>& events) {
    for (const HtmlEvent& each : events)
      if (each.kind == HtmlEvent::Kind::start && each.name == "base" && each.find("href")) {
        if (const auto url = resolve(*each.find("href"), base_)) base_ = *url;
        return;
      }
  }

  void read(const HtmlEvent& event) {
    if (event.kind == HtmlEvent::Kind::start) {
      if (inert_.empty()) start(event);
      if (is_inert(event.name)) inert_.push_back(event.name);
    }
    if (event.kind != HtmlEvent::Kind::end) return;
    if (!inert_.empty() && inert_.back() == event.name) inert_.pop_back();
    if (inert_.empty() && event.name == "form") open_ = kNoForm;
  }

  void finish() {
    associate();
    for (Form& form : forms_) {
      if (form.fields.empty()) continue;
      if (page_.forms.size() < kMostForms)
        page_.forms.push_back(std::move(form));
      else
        page_.is_cut = true;
    }
    name_frames();
  }

 private:
  static constexpr std::size_t kNoForm = static_cast<std::size_t>(-1);

  /// A field or a button that names its form, which may come later.
  struct Associated {
    std::string form;
    HtmlEvent tag;
  };

  void associate() {
    std::map<std::string, std::size_t> by_id;
    for (std::size_t i = 0; i < forms_.size(); ++i)
      if (!forms_[i].id.empty()) by_id.emplace(forms_[i].id, i);
    for (const Associated& each : associated_)
      if (const auto found = by_id.find(each.form); found != by_id.end())
        control(each.tag, forms_[found->second]);
  }

  /// A form's target tells better than a name what a frame is for.
  void name_frames() {
    for (const Form& form : page_.forms)
      for (Frame& frame : page_.frames)
        if (form.role != Role::other && !form.target.empty() &&
            (frame.name == form.target || frame.id == form.target)) {
          frame.role = form.role;
          frame.is_guessed = false;
        }
  }

  // The parser begins a body for a noscript in the head too, which browsers do not.
  bool begins_body(const HtmlEvent& tag) const {
    return tag.name == "body" ? body_at_ < noscript_at_ : !is_of_head(tag.name);
  }

  void start(const HtmlEvent& tag) {
    if (begins_body(tag)) is_in_body_ = true;
    if (tag.name == "meta") return meta(tag);
    if (tag.name == "form") return begin_form(tag);
    if (is_any(tag.name, {"input", "textarea", "button", "select"})) return owned(tag);
    if (tag.name == "iframe" || tag.name == "frame") return frame(tag);
    if (tag.name == "script") {
      page_.has_scripts = true;
      return load(Load::Kind::script, tag, "src");
    }
    if (tag.name == "style") page_.has_styles = true;
    if (tag.name == "link" && has(text::lower(attribute(tag, "rel")), "stylesheet")) {
      page_.has_styles = true;
      return load(Load::Kind::style, tag, "href");
    }
    for (const char* name : {"img", "audio", "video", "source"})
      if (tag.name == name) load(Load::Kind::image, tag, "src");
  }

  void meta(const HtmlEvent& tag) {
    const std::string what = text::lower(text::trimmed(attribute(tag, "http-equiv")));
    // HTML: a policy outside the head is not one.
    if (what == "content-security-policy" && !is_in_body_)
      add_meta_policy(page_.policies, attribute(tag, "content"));
    if (what == "refresh" && !page_.leaves_to) refresh(attribute(tag, "content"));
  }

  // "0; url=/pay", "0;'/pay'": a reload of the page itself leaves nothing.
  void refresh(std::string_view content) {
    constexpr double kSeen = 10;  // seconds: what stays longer is a page
    content = text::trimmed(content, kSpaces);
    double seconds = 0;
    const auto read = std::from_chars(content.data(), content.data() + content.size(), seconds);
    if (read.ec != std::errc() || !(seconds < kSeen)) return;
    content.remove_prefix(static_cast<std::size_t>(read.ptr - content.data()));
    content = text::trimmed(content, " \t\r\n\f;,");
    if (find_ignoring_case(content.substr(0, 3), "url") == 0) {
      content = text::trimmed(content.substr(3), kSpaces);
      if (content.starts_with('=')) content.remove_prefix(1);
    }
    content = text::trimmed(content, " \t\r\n\f'\"");
    if (content.empty()) return;
    const auto url = resolve(content, base_);
    if (url && url->text != page_.url.text) page_.leaves_to = url;
  }

  void load(Load::Kind kind, const HtmlEvent& tag, const char* name) {
    const std::string* value = tag.find(name);
    if (!value) return;
    const auto url = resolve(*value, base_);
    if (url && url->scheme == "http" && !is_trustworthy(*url))
      page_.insecure.push_back({kind, tag.line, *url});
  }

  std::optional<Role> known_role(const std::optional<Url>& url) const {
    if (url && known_.acs && is_same_origin(*url, *known_.acs)) return Role::challenge;
    if (url && known_.method_url && is_same_origin(*url, *known_.method_url)) return Role::method;
    return {};
  }

  void frame(const HtmlEvent& tag) {
    load(Load::Kind::frame, tag, "src");
    Frame frame;
    if (tag.find("src")) frame.url = resolve(*tag.find("src"), base_);
    frame.line = tag.line;
    frame.name = attribute(tag, "name");
    frame.id = attribute(tag, "id");
    if (tag.find("sandbox")) frame.sandbox = text::lower(*tag.find("sandbox"));
    frame.width = length_of(tag, "width");
    frame.height = length_of(tag, "height");
    frame.is_hidden = is_hidden(tag);
    const auto known = known_role(frame.url);
    frame.role = known ? *known
                       : role_by_name(tag, frame.is_hidden || is_small(frame.width) ||
                                               is_small(frame.height));
    frame.is_guessed = !known && frame.role != Role::other;
    if (page_.frames.size() < kMostFrames)
      page_.frames.push_back(std::move(frame));
    else
      page_.is_cut = true;
  }

  // A form within a form is none: the outer one goes on.
  void begin_form(const HtmlEvent& tag) {
    if (open_ != kNoForm) return;
    load(Load::Kind::form, tag, "action");
    open_ = forms_.size();
    Form& form = forms_.emplace_back();
    form.line = tag.line;
    form.id = attribute(tag, "id");
    if (!text::trimmed(attribute(tag, "action")).empty())
      form.url = resolve(*tag.find("action"), base_);
    if (text::lower(attribute(tag, "method")) == "post") form.method = "post";
    form.target = attribute(tag, "target");
    // HTML: a word that is none of the three is the usual one.
    const std::string encoding = text::lower(attribute(tag, "enctype"));
    if (is_any(encoding, {"multipart/form-data", "text/plain"})) form.encoding = encoding;
  }

  // A control is of the form that it names, else of the one around it.
  void owned(const HtmlEvent& tag) {
    if (const std::string* form = tag.find("form"))
      associated_.push_back({*form, tag});
    else if (open_ != kNoForm)
      control(tag, forms_[open_]);
  }

  static void control(const HtmlEvent& tag, Form& form) {
    if (text::lower(attribute(tag, "formmethod")) == "post") form.has_post_button = true;
    const std::string name = attribute(tag, "name");
    const std::string_view meant = meant_field(name);
    if (meant.empty() && !is_of_version_1(name)) return;
    if (form.fields.size() < kMostFields) form.fields.push_back(name);
    if (meant == "threeDSMethodData") form.role = Role::method;
    if (meant != "creq") return;
    form.role = Role::challenge;
    form.window_size = window_size_of(attribute(tag, "value"));
  }

  const Known& known_;
  Url base_;
  Page& page_;
  std::vector<Form> forms_;  // all, those without a field of 3-D Secure too
  std::size_t open_ = kNoForm;
  std::vector<Associated> associated_;
  std::vector<std::string> inert_;  // the elements around, whose content is none
  std::size_t body_at_, noscript_at_;
  bool is_in_body_ = false;
};

}  // namespace

std::string_view meant_field(std::string_view name) {
  const std::string wanted = plain(name);
  for (const std::string_view each : kFields)
    if (plain(each) == wanted) return each;
  return {};
}

bool is_of_version_1(std::string_view name) {
  const std::string wanted = plain(name);
  return wanted == "pareq" || wanted == "termurl";
}

std::string_view plural(Load::Kind kind) {
  constexpr text::Words<Load::Kind> kWords[] = {{"scripts", Load::Kind::script},
                                                {"style sheets", Load::Kind::style},
                                                {"frames", Load::Kind::frame},
                                                {"forms", Load::Kind::form},
                                                {"images or media", Load::Kind::image}};
  return text::word(kWords, kind);
}

Page read_page(const Document& document, const std::string& file, const Known& known) {
  Page page;
  page.url = document.url;
  page.is_address_known = document.is_address_known;
  page.cookies = cookies_of(document.headers, time_of(document));
  for (const http::Header& each : document.headers) {
    if (text::equal_ignoring_case(each.name, "content-security-policy"))
      add_header_policies(page.policies, each.value);
    if (text::equal_ignoring_case(each.name, "content-security-policy-report-only"))
      add_header_policies(page.reported, each.value);
  }
  Reader reader(document, known, page);
  const std::vector<HtmlEvent> events = text::read_html(document.body, file);
  reader.find_base(events);
  for (const HtmlEvent& each : events)
    reader.read(each);
  reader.finish();
  return page;
}

}  // namespace checkoutdiag::page
