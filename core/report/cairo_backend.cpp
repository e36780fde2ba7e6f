#include "report/backends_internal.h"
#include "report/provenance_internal.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <cmath>
#include <cstring>
#include <memory>

namespace sparlet::report {

namespace {

struct Destroy {
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Context = std::unique_ptr<cairo_t, Destroy>;
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;

constexpr double kMostPixels = 2e8;

void setColour(cairo_t* cairo, Colour colour) {
    const auto part = [&](unsigned shift) { return ((colour.rgb >> shift) & 0xFFU) / 255.0; };
    cairo_set_source_rgba(cairo, part(16), part(8), part(0), colour.alpha);
}

void draw(cairo_t* cairo, Lettering& /*lettering*/, const Shape& shape) {
    cairo_new_path(cairo);
    for (const Step& step : shape.path) {
        switch (step.verb) {
        case Step::Verb::Move:
            cairo_move_to(cairo, step.to.x, step.to.y);
            break;
        case Step::Verb::Line:
            cairo_line_to(cairo, step.to.x, step.to.y);
            break;
        case Step::Verb::Curve:
            cairo_curve_to(cairo, step.first.x, step.first.y, step.second.x, step.second.y, step.to.x,
                           step.to.y);
            break;
        case Step::Verb::Close:
            cairo_close_path(cairo);
            break;
        }
    }
    if (shape.fill) {
        setColour(cairo, *shape.fill);
        cairo_fill_preserve(cairo);
    }
    if (shape.stroke) {
        setColour(cairo, shape.stroke->colour);
        cairo_set_line_width(cairo, shape.stroke->width);
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
        cairo_set_dash(cairo, shape.stroke->dash.data(), static_cast<int>(shape.stroke->dash.size()), 0);
        cairo_stroke_preserve(cairo);
    }
    cairo_new_path(cairo);
}

void draw(cairo_t* cairo, Lettering& lettering, const Text& text) {
    setColour(cairo, text.colour);
    lettering.draw(cairo, text);
}

void draw(cairo_t* cairo, Lettering& /*lettering*/, const Raster& raster) {
    const Surface picture(cairo_image_surface_create(CAIRO_FORMAT_RGB24, raster.width, raster.height));
    if (cairo_surface_status(picture.get()) != CAIRO_STATUS_SUCCESS) return;
    unsigned char* rows = cairo_image_surface_get_data(picture.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(picture.get()));
    const std::uint8_t* from = raster.rgb.data();
    for (std::size_t y = 0; y < static_cast<std::size_t>(raster.height); ++y) {
        for (std::size_t x = 0; x < static_cast<std::size_t>(raster.width); ++x, from += 3) {
            const std::uint32_t pixel = static_cast<std::uint32_t>(from[0]) << 16U |
                                        static_cast<std::uint32_t>(from[1]) << 8U | from[2];
            std::memcpy(rows + y * stride + 4 * x, &pixel, 4);
        }
    }
    cairo_surface_mark_dirty(picture.get());
    cairo_save(cairo);
    cairo_translate(cairo, raster.box.left, raster.box.top);
    cairo_scale(cairo, raster.box.width() / raster.width, raster.box.height() / raster.height);
    cairo_set_source_surface(cairo, picture.get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo),
                             raster.smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
    cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD); // no pale rim
    cairo_rectangle(cairo, 0, 0, raster.width, raster.height);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

void draw(cairo_t* cairo, Lettering& lettering, const Scene& scene) {
    for (const Item& item : scene.items)
        std::visit([&](const auto& one) { draw(cairo, lettering, one); }, item);
}

Error failure(cairo_status_t status) {
    return {status == CAIRO_STATUS_NO_MEMORY ? ErrorCode::OutOfMemory : ErrorCode::Internal,
            std::string("The figure could not be drawn: ") + cairo_status_to_string(status) + "."};
}

cairo_status_t append(void* into, const unsigned char* bytes, unsigned length) {
    static_cast<std::string*>(into)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
}

} // namespace

Result<Pixels> drawPixels(const Scene& scene, Lettering& lettering, double scale) {
    const double width = std::round(scene.width * scale), height = std::round(scene.height * scale);
    if (!(width >= 1) || !(height >= 1) || width * height > kMostPixels || width > 32767 || height > 32767) {
        return Error{ErrorCode::TooLarge,
                     "The picture would have too many or no pixels; choose a smaller size or fewer dpi."};
    }
    Pixels out;
    out.width = static_cast<int>(width);
    out.height = static_cast<int>(height);
    const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, out.width, out.height));
    const Context cairo(cairo_create(surface.get()));
    setColour(cairo.get(), {0xFFFFFF, 1});
    cairo_paint(cairo.get());
    cairo_scale(cairo.get(), scale, scale);
    draw(cairo.get(), lettering, scene);
    if (const auto status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS) return failure(status);
    cairo_surface_flush(surface.get());
    const unsigned char* rows = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    out.rgb.resize(3U * static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
    std::uint8_t* to = out.rgb.data();
    for (std::size_t y = 0; y < static_cast<std::size_t>(out.height); ++y) {
        for (std::size_t x = 0; x < static_cast<std::size_t>(out.width); ++x) {
            std::uint32_t pixel = 0;
            std::memcpy(&pixel, rows + y * stride + 4 * x, 4);
            *to++ = static_cast<std::uint8_t>(pixel >> 16U & 0xFFU);
            *to++ = static_cast<std::uint8_t>(pixel >> 8U & 0xFFU);
            *to++ = static_cast<std::uint8_t>(pixel & 0xFFU);
        }
    }
    return out;
}

Result<std::string> writePdf(const Scene& scene, Lettering& lettering, const std::string& title,
                             const Provenance& provenance) {
    std::string out;
    const Surface surface(cairo_pdf_surface_create_for_stream(append, &out, scene.width, scene.height));
    cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
    // Left alone, cairo writes the time of day.
    const std::string date = isoDate(provenance.date);
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                   provenance.date == 0 ? "" : date.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "Sparlet");
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    // The information dictionary of PDF has no field for these; readers show the subject.
    std::string subject = provenanceLines(provenance, "", "");
    if (!subject.empty()) subject.pop_back();
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, subject.c_str());
    {
        const Context cairo(cairo_create(surface.get()));
        draw(cairo.get(), lettering, scene);
        cairo_show_page(cairo.get());
        if (const auto status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS) {
            return failure(status);
        }
    }
    cairo_surface_finish(surface.get());
    if (const auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS) {
        return failure(status);
    }
    return out;
}

} // namespace sparlet::report
