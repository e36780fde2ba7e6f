#include "report/figure.h"
#include "report/lettering_internal.h"

#include <algorithm>
#include <cmath>
#include <hb-subset.h>
#include <hb.h>
#include <pango/pangocairo.h>
#include <set>
#include <string_view>
#include <utility>

namespace sparlet::report {

namespace {

template <auto release>
struct Releaser {
    template <class T>
    void operator()(T* thing) const {
        release(thing);
    }
};
using Context = std::unique_ptr<PangoContext, Releaser<g_object_unref>>;
using TextLayout = std::unique_ptr<PangoLayout, Releaser<g_object_unref>>;
using Description = std::unique_ptr<PangoFontDescription, Releaser<pango_font_description_free>>;
using Blob = std::unique_ptr<hb_blob_t, Releaser<hb_blob_destroy>>;
using HbFace = std::unique_ptr<hb_face_t, Releaser<hb_face_destroy>>;
using Input = std::unique_ptr<hb_subset_input_t, Releaser<hb_subset_input_destroy>>;

constexpr double kMeasured = 64; // widths are measured at this size, where rounding is far below a point

/// Characters, not bytes; what is not UTF-8 was made printable before it came here.
std::vector<std::string_view> characters(std::string_view words) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < words.size();) {
        std::size_t next = at + 1;
        while (next < words.size() && (static_cast<unsigned char>(words[next]) & 0xC0U) == 0x80U)
            ++next;
        out.push_back(words.substr(at, next - at));
        at = next;
    }
    return out;
}

/// Japanese and Chinese lines break between any two characters.
bool breaksAnywhere(std::string_view character) {
    return character.size() >= 3 && static_cast<unsigned char>(character[0]) >= 0xE3;
}

/// No Japanese line begins with one of the first or ends with one of the second (JIS X 4051).
bool isOneOf(std::string_view all, std::string_view character) {
    return character.size() >= 3 && all.find(character) != std::string_view::npos;
}
constexpr std::string_view kNotFirst = "）」』】、。，．・：；！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ％",
                           kNotLast = "（「『【";

/// What must stay together on a line.
std::vector<std::string> pieces(std::string_view words) {
    std::vector<std::string> out;
    bool together = false; // the next character belongs to the last piece
    for (const auto character : characters(words)) {
        const bool anywhere = breaksAnywhere(character), last = isOneOf(kNotLast, character);
        if (character == " ") {
            out.emplace_back(" ");
            together = false;
        } else if (isOneOf(kNotFirst, character) && !out.empty()) {
            out.back() += character;
            together = false;
        } else if (together &&
                   (!anywhere ||
                    isOneOf(kNotLast, out.back().substr(out.back().size() -
                                                        std::min<std::size_t>(3, out.back().size()))))) {
            out.back() += character;
            together = !anywhere || last;
        } else {
            out.emplace_back(character);
            together = !anywhere || last;
        }
    }
    return out;
}

/// What kept a number with its word has done its work.
std::string withPlainSpaces(std::string words) {
    for (auto at = words.find(kFixedSpace); at != std::string::npos; at = words.find(kFixedSpace))
        words.erase(at, 1)[at] = ' '; // two bytes become one
    return words;
}

std::string trimmed(std::string words) {
    const auto first = words.find_first_not_of(' ');
    if (first == std::string::npos) return "";
    return words.substr(first, words.find_last_not_of(' ') - first + 1);
}

/// OS/2's fsType says where a face may go; 2 alone means nowhere.
bool mayBeEmbedded(hb_face_t* face) {
    const Blob table(hb_face_reference_table(face, HB_TAG('O', 'S', '/', '2')));
    unsigned length = 0;
    const char* bytes = hb_blob_get_data(table.get(), &length);
    if (length < 10) return true;
    return (static_cast<unsigned char>(bytes[9]) & 0x0FU) != 0x02U;
}

/// A family's name without what CSS, XML or a list of families would take for its own.
std::string withoutSyntax(const std::string& family) {
    std::string out;
    for (const char c : family) {
        if (std::string_view("'\"\\,;{}<>&").find(c) == std::string_view::npos) out += c;
    }
    return out;
}

struct Face {
    hb_face_t* face = nullptr;
    std::string family;
    bool bold = false;
    std::set<gunichar> used;
};

std::string cut(const Face& face) {
    const Input input(hb_subset_input_create_or_fail());
    if (!input) return "";
    for (const gunichar c : face.used)
        hb_set_add(hb_subset_input_unicode_set(input.get()), c);
    const HbFace subset(hb_subset_or_fail(face.face, input.get()));
    if (!subset) return "";
    const Blob blob(hb_face_reference_blob(subset.get()));
    unsigned length = 0;
    const char* bytes = hb_blob_get_data(blob.get(), &length);
    return bytes == nullptr ? "" : std::string(bytes, length);
}

} // namespace

std::vector<std::string> fontFamilies() {
    PangoFontMap* map = pango_cairo_font_map_get_default(); // this thread's
    PangoFontFamily** families = nullptr;
    int count = 0;
    pango_font_map_list_families(map, &families, &count);
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i)
        names.emplace_back(pango_font_family_get_name(families[i]));
    g_free(families);
    std::sort(names.begin(), names.end());
    return names;
}

std::string standardFamily() {
    static const std::string found = [] {
        const auto there = fontFamilies();
        for (const char* wanted : {"Helvetica", "Arial", "Nimbus Sans", "Liberation Sans", "TeX Gyre Heros",
                                   "Noto Sans", "DejaVu Sans"}) {
            if (std::binary_search(there.begin(), there.end(), wanted)) return std::string(wanted);
        }
        return std::string("Sans");
    }();
    return found;
}

std::map<std::string, std::string> rendererVersions() {
    return {{"cairo", cairo_version_string()}, {"pango", pango_version_string()}};
}

struct Lettering::Engine {
    Context context;
    std::string families;

    Description description(double size, bool bold) const {
        Description out(pango_font_description_new());
        pango_font_description_set_family(out.get(), families.c_str());
        pango_font_description_set_weight(out.get(), bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_absolute_size(out.get(), size * PANGO_SCALE);
        return out;
    }
    TextLayout layout(PangoContext* on, const std::string& words, double size, bool bold) const {
        TextLayout out(pango_layout_new(on));
        const auto font = description(size, bold);
        pango_layout_set_font_description(out.get(), font.get());
        pango_layout_set_single_paragraph_mode(out.get(), TRUE);
        pango_layout_set_text(out.get(), words.data(), static_cast<int>(words.size()));
        return out;
    }
};

Lettering::Lettering(const std::string& family, bool japanese) : engine_(std::make_unique<Engine>()) {
    const auto wanted = withoutSyntax(family);
    engine_->families = (wanted.empty() ? standardFamily() : wanted) +
                        ",Noto Sans CJK JP,IPAexGothic,IPAGothic,VL Gothic,DejaVu Sans,sans-serif";
    engine_->context.reset(pango_font_map_create_context(pango_cairo_font_map_get_default()));
    PangoContext* context = engine_->context.get();
    pango_context_set_language(context, pango_language_from_string(japanese ? "ja" : "en"));
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_cairo_context_set_resolution(context, 72);
    // Hints move glyphs to a screen's pixels; a figure is laid out once, for every size.
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
}

Lettering::~Lettering() = default;

std::string Lettering::families() const {
    std::string out;
    std::string_view rest = engine_->families;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto one = rest.substr(0, comma);
        const char* const quote = one == "sans-serif" ? "" : "'"; // a generic family is a word of CSS
        out.append(out.empty() ? "" : ", ").append(quote).append(one).append(quote);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    return out;
}

double Lettering::width(const std::string& words, double size, bool bold) {
    const auto [at, added] = widths_.try_emplace({words, bold}, 0.0);
    if (added) {
        const auto layout = engine_->layout(engine_->context.get(), words, kMeasured, bold);
        PangoRectangle logical;
        pango_layout_line_get_extents(pango_layout_get_line_readonly(layout.get(), 0), nullptr, &logical);
        at->second = static_cast<double>(logical.width) / PANGO_SCALE / kMeasured;
    }
    return at->second * size;
}

Box Lettering::box(const std::string& words, Point at, double size, Align align, bool upwards, bool bold) {
    const double w = width(words, size, bold);
    const double before = align == Align::Start ? 0 : align == Align::Middle ? w / 2 : w;
    if (upwards) {
        return {at.x - kAscent * size, at.y + before - w, at.x + kDescent * size, at.y + before};
    }
    return {at.x - before, at.y - kAscent * size, at.x - before + w, at.y + kDescent * size};
}

std::string Lettering::elided(const std::string& words, double size, double width_, bool bold) {
    if (width(words, size, bold) <= width_) return words;
    const auto all = characters(words);
    std::size_t low = 0, high = all.size(); // characters that fit with the ellipsis
    const auto prefix = [&](std::size_t count) {
        const auto length = count == 0 ? 0
                                       : static_cast<std::size_t>(all[count - 1].data() - words.data()) +
                                             all[count - 1].size();
        return trimmed(words.substr(0, length)) + "…";
    };
    while (low + 1 < high) {
        const auto middle = (low + high) / 2;
        (width(prefix(middle), size, bold) <= width_ ? low : high) = middle;
    }
    return prefix(low);
}

std::vector<std::string> Lettering::wrapped(const std::string& words, double size, double width_, int most,
                                            bool bold) {
    std::vector<std::string> lines;
    std::string line;
    const auto parts = pieces(words);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool last = static_cast<int>(lines.size()) + 1 >= most;
        if (!trimmed(line).empty() && !last && width(trimmed(line + parts[i]), size, bold) > width_) {
            lines.push_back(trimmed(line));
            line.clear();
        }
        line += parts[i];
    }
    if (const auto rest = trimmed(line); !rest.empty()) lines.push_back(rest);
    for (auto& one : lines)
        one = elided(withPlainSpaces(one), size, width_, bold);
    return lines;
}

void Lettering::draw(cairo_t* cairo, const Text& text) {
    pango_cairo_update_context(cairo, engine_->context.get());
    const auto layout = engine_->layout(engine_->context.get(), text.words, text.size, text.bold);
    const double w = width(text.words, text.size, text.bold);
    const double before = text.align == Align::Start ? 0 : text.align == Align::Middle ? w / 2 : w;
    cairo_save(cairo);
    cairo_translate(cairo, text.at.x, text.at.y);
    if (text.upwards) cairo_rotate(cairo, -std::acos(0.0));
    cairo_move_to(cairo, -before, 0);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout.get(), 0));
    cairo_new_path(cairo);
    cairo_restore(cairo);
}

std::vector<Lettering::Subset> Lettering::subsets(const Scene& scene) {
    std::vector<Face> faces;
    for (const Item& item : scene.items) {
        const auto* text = std::get_if<Text>(&item);
        if (text == nullptr) continue;
        const auto layout = engine_->layout(engine_->context.get(), text->words, kMeasured, text->bold);
        const PangoLayoutLine* line = pango_layout_get_line_readonly(layout.get(), 0);
        for (const GSList* at = line->runs; at != nullptr; at = at->next) {
            const auto* run = static_cast<const PangoGlyphItem*>(at->data);
            hb_face_t* face = hb_font_get_face(pango_font_get_hb_font(run->item->analysis.font));
            auto known =
                std::find_if(faces.begin(), faces.end(), [&](const Face& one) { return one.face == face; });
            if (known == faces.end()) {
                const Description found(pango_font_describe(run->item->analysis.font));
                known = faces.insert(
                    faces.end(), Face{hb_face_reference(face),
                                      pango_font_description_get_family(found.get()),
                                      pango_font_description_get_weight(found.get()) > PANGO_WEIGHT_MEDIUM,
                                      {}});
            }
            const char* p = text->words.data() + run->item->offset;
            for (const char* end = p + run->item->length; p < end; p = g_utf8_next_char(p))
                known->used.insert(g_utf8_get_char(p));
        }
    }
    std::vector<Subset> out;
    for (const Face& face : faces) {
        if (mayBeEmbedded(face.face)) {
            if (auto bytes = cut(face); !bytes.empty()) {
                const bool cff = bytes.rfind("OTTO", 0) == 0;
                out.push_back({face.family, face.bold, cff, std::move(bytes)});
            }
        }
        hb_face_destroy(face.face);
    }
    return out;
}

} // namespace sparlet::report
