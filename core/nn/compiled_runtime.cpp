#include "nn/compiled_runtime_internal.h"
#include "nn/precision.h"

#if SPARLET_ONEDNN // by core/nn/CMakeLists.txt

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <list>
#include <map>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace sparlet::nn {
namespace {

using dnnl::algorithm;
using dnnl::memory;

/// What a backbone computes: each step makes one value of others. The pictures are value 0.
struct Operation {
    enum class Kind { Convolve, Add, Excite, MaxPool };

    Kind kind;
    std::string place; // whose range the result has
    ConvNorm* layer;   // Convolve's; Excite's first
    ConvNorm* second;  // Excite's
    Activation activation;
    std::size_t in;
    std::size_t other; // Add's, and Convolve's after fused(): added before the activation; 0: none
    std::size_t out;
};

struct Program {
    std::vector<Operation> steps;
    std::size_t values = 1;
    std::array<std::size_t, 4> taps{};

    /// Which one the value is; their number where it is none.
    std::size_t tapOf(std::size_t value) const {
        return static_cast<std::size_t>(std::find(taps.begin(), taps.end(), value) - taps.begin());
    }
    std::ptrdiff_t uses(std::size_t value) const {
        return std::count_if(steps.begin(), steps.end(),
                             [&](const Operation& s) { return s.in == value || s.other == value; });
    }
};

/// Sums as part of the convolution that makes one of their terms, where nothing else wants that term.
Program fused(const Program& program) {
    Program out = program;
    for (std::size_t i = 0; i < out.steps.size(); ++i) {
        auto& sum = out.steps[i];
        if (sum.kind != Operation::Kind::Add) continue;
        if (sum.in == sum.other || sum.activation == Activation::HardSwish) continue;
        const auto made = std::find_if(out.steps.begin(), out.steps.end(), [&](const Operation& s) {
            const bool term = s.out == sum.in || s.out == sum.other;
            return term && s.kind == Operation::Kind::Convolve && s.activation == Activation::None &&
                   s.other == 0 && out.uses(s.out) == 1 && out.tapOf(s.out) == out.taps.size();
        });
        if (made == out.steps.end()) continue;
        auto step = *made;
        step.place = sum.place;
        step.other = step.out == sum.in ? sum.other : sum.in;
        step.activation = sum.activation;
        step.out = sum.out;
        sum = step;
        out.steps.erase(made);
        --i;
    }
    return out;
}

constexpr auto kFloat = memory::data_type::f32;
constexpr auto kSteps = memory::data_type::u8;

memory::desc mapDesc(const memory::dims& dims, memory::data_type type) {
    return {dims, type, memory::format_tag::nhwc};
}

memory::dims dimsOf(const torch::ExpandingArray<2>& values) {
    return {values->begin(), values->end()};
}

template <class Options>
memory::dims paddingOf(const Options& options) {
    return dimsOf(c10::get<torch::ExpandingArray<2>>(options.padding()));
}

/// An activation after an operation.
void append(dnnl::post_ops& to, Activation activation) {
    if (activation == Activation::Relu) to.append_eltwise(1.0F, algorithm::eltwise_relu, 0.0F, 0.0F);
    if (activation == Activation::HardSwish)
        to.append_eltwise(1.0F, algorithm::eltwise_hardswish, 0.0F, 0.0F);
}

dnnl::engine& engine() {
    static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
    return cpu;
}

/// A layer's weights as its convolutions want them: nearly always in one layout for all sizes.
class Weights {
public:
    /// In floats, or in signed steps of one scale a channel, from −127 to 127.
    Weights(torch::nn::Conv2dImpl& conv, bool inSteps)
        : conv_(&conv), inSteps_(inSteps), groups_(conv.options.groups()) {
        const auto w = conv.weight.sizes();
        dims_ = {w[0], w[1], w[2], w[3]};
        if (groups_ > 1) dims_ = {groups_, w[0] / groups_, w[1], w[2], w[3]};
        bias_ = conv.bias.defined() ? conv.bias.detach().to(at::kFloat).contiguous() : at::zeros({w[0]});
        plain_ = conv.weight.detach().to(at::kFloat).contiguous();
        conv.weight.set_data(torch::empty({0}));
        if (!inSteps) return;
        const auto scales = (plain_.abs().amax({1, 2, 3}) / 127).clamp_min(1e-8);
        plain_ = at::round(plain_ / scales.view({-1, 1, 1, 1})).clamp_(-127, 127).to(at::kChar);
        scales_.assign(scales.data_ptr<float>(), scales.data_ptr<float>() + scales.numel());
    }

    const auto& options() const { return conv_->options; }
    const std::vector<float>& scales() const { return scales_; }
    memory::desc any() const { return {dims_, type(), memory::format_tag::any}; }
    memory::desc biasDesc() const { return {{bias_.size(0)}, kFloat, memory::format_tag::x}; }

    /// With steps, as a convolution adds it: in units of its sums.
    memory bias(double scaleOfInput) {
        if (!biasAdded_.defined()) {
            biasAdded_ = bias_;
            if (inSteps_) biasAdded_ = bias_ / (torch::tensor(scales_) * scaleOfInput);
        }
        return {biasDesc(), engine(), biasAdded_.data_ptr()};
    }

    memory in(const memory::desc& wanted, dnnl::stream& stream) {
        for (const auto& layout : layouts_) {
            if (layout.get_desc() == wanted) return layout;
        }
        const auto tag = groups_ > 1 ? memory::format_tag::goihw : memory::format_tag::oihw;
        memory from =
            plain_.defined() ? memory({dims_, type(), tag}, engine(), plain_.data_ptr()) : layouts_.front();
        memory made(wanted, engine());
        dnnl::reorder(from, made).execute(stream, from, made);
        stream.wait();
        // A layout in floats can be made from another one; one in steps has sums of its weights with it.
        if (!inSteps_) plain_ = at::Tensor();
        layouts_.push_back(made);
        return made;
    }

private:
    memory::data_type type() const { return inSteps_ ? memory::data_type::s8 : kFloat; }

    torch::nn::Conv2dImpl* conv_;
    bool inSteps_;
    std::int64_t groups_;
    memory::dims dims_;
    at::Tensor plain_, bias_, biasAdded_;
    std::vector<float> scales_;
    std::vector<memory> layouts_;
};

using AllWeights = std::map<std::string, Weights>;

/// What activations are in.
struct Arithmetic {
    bool inSteps = false; // otherwise float32
    int steps = 255;
    ActivationRanges ranges;

    ActivationGrid gridOf(const std::string& place) const {
        const auto found = ranges.find(place);
        TORCH_CHECK(found != ranges.end(), "no range was calibrated for '", place, "'");
        return nn::gridOf(found->second, steps);
    }
};

/// A program for one size of batch and picture and one number of threads.
class Executable {
public:
    Executable(const Program& program, const Arithmetic& arithmetic, const at::IntArrayRef& images,
               AllWeights& weights)
        : program_(program), arithmetic_(arithmetic), weights_(weights), stream_(engine()),
          values_(program.values) {
        values_[0].dims = {images[0], images[1], images[2], images[3]};
        for (const auto& step : program_.steps)
            values_[step.out].dims = sizeOf(step);
        place();
        if (arithmetic_.inSteps) quantise(pictures_, values_[0]);
        for (const auto& step : program_.steps) {
            add(step);
            const auto tap = program_.tapOf(step.out);
            if (tap != program_.taps.size() && arithmetic_.inSteps) dequantise(values_[step.out], taps_[tap]);
        }
    }

    Taps run(const at::Tensor& images) {
        pictures_.set_data_handle(images.data_ptr());
        std::array<at::Tensor, 4> out;
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] =
                at::empty(values_[program_.taps[i]].dims, images.options(), at::MemoryFormat::ChannelsLast);
            taps_[i].set_data_handle(out[i].data_ptr());
        }
        for (const auto& call : calls_) {
            dnnl::error::wrap_c_api(dnnl_primitive_execute(call.primitive.get(), stream_.get(),
                                                           static_cast<int>(call.arguments.size()),
                                                           call.arguments.data()),
                                    "a layer could not be computed");
        }
        stream_.wait();
        return {out[0], out[1], out[2], out[3]};
    }

private:
    struct Call {
        dnnl::primitive primitive;
        std::vector<dnnl_exec_arg_t> arguments;
    };
    struct Value {
        memory::dims dims; // [N, C, H, W]
        memory at;
        ActivationGrid grid; // with steps
    };
    using Arguments = std::vector<std::pair<int, memory>>;

    memory::data_type type() const { return arithmetic_.inSteps ? kSteps : kFloat; }

    memory::dims sizeOf(const Operation& step) const {
        const auto& in = values_[step.in].dims;
        const auto along = [](memory::dim size, memory::dim kernel, memory::dim stride, memory::dim padding) {
            return (size + 2 * padding - kernel) / stride + 1;
        };
        if (step.kind == Operation::Kind::MaxPool)
            return {in[0], in[1], along(in[2], 3, 2, 1), along(in[3], 3, 2, 1)};
        if (step.kind != Operation::Kind::Convolve) return in;
        const auto& o = step.layer->conv->options;
        const auto kernel = dimsOf(o.kernel_size()), stride = dimsOf(o.stride()), padding = paddingOf(o);
        return {in[0], o.out_channels(), along(in[2], kernel[0], stride[0], padding[0]),
                along(in[3], kernel[1], stride[1], padding[1])};
    }

    /// Puts all values into one piece of memory, but float pictures and taps, which come and go with a call.
    /// A value's room is free again after its last use.
    void place() {
        std::vector<std::size_t> last(program_.values, 0);
        for (std::size_t i = 0; i < program_.steps.size(); ++i) {
            last[program_.steps[i].in] = i;
            if (program_.steps[i].other != 0) last[program_.steps[i].other] = i;
        }
        struct Room {
            std::size_t bytes, freeFrom; // the first step that may have it
        };
        std::vector<Room> rooms;
        std::vector<std::size_t> roomOf(program_.values, 0);
        const auto give = [&](std::size_t value, std::size_t from) {
            const auto bytes = mapDesc(values_[value].dims, type()).get_size();
            // The smallest that is large enough, otherwise the largest, made larger.
            auto best = rooms.end();
            for (auto room = rooms.begin(); room != rooms.end(); ++room) {
                if (room->freeFrom > from) continue;
                const bool fits = room->bytes >= bytes;
                if (best == rooms.end() ||
                    (fits ? best->bytes < bytes || room->bytes < best->bytes : room->bytes > best->bytes))
                    best = room;
            }
            if (best == rooms.end()) best = rooms.insert(rooms.end(), Room{0, 0});
            best->bytes = std::max(best->bytes, bytes);
            best->freeFrom = std::max(last[value], from) + 1;
            roomOf[value] = static_cast<std::size_t>(best - rooms.begin());
        };
        if (arithmetic_.inSteps) give(0, 0);
        for (std::size_t i = 0; i < program_.steps.size(); ++i) {
            const auto& step = program_.steps[i];
            if (comesAndGoes(step.out)) continue;
            const bool spent = last[step.other] == i && step.other != step.in && !comesAndGoes(step.other);
            if (sums(step) && spent) { // the sum is where its term was
                roomOf[step.out] = roomOf[step.other];
                rooms[roomOf[step.out]].freeFrom = std::max(last[step.out], i) + 1;
            } else {
                give(step.out, i);
            }
        }
        constexpr std::size_t kAlignment = 64;
        std::vector<std::size_t> offsets;
        std::size_t total = 0;
        for (const auto& room : rooms) {
            offsets.push_back(total);
            total += (room.bytes + kAlignment - 1) / kAlignment * kAlignment;
        }
        space_ = at::empty({static_cast<std::int64_t>(total)}, at::kByte);
        for (std::size_t value = 0; value < program_.values; ++value) {
            auto& v = values_[value];
            if (v.dims.empty()) continue; // nothing makes it: it became part of another
            auto* const at =
                comesAndGoes(value) ? nullptr : space_.data_ptr<std::uint8_t>() + offsets[roomOf[value]];
            v.at = memory(mapDesc(v.dims, type()), engine(), at);
        }
        pictures_ =
            arithmetic_.inSteps ? memory(mapDesc(values_[0].dims, kFloat), engine(), nullptr) : values_[0].at;
        for (std::size_t i = 0; i < taps_.size(); ++i) {
            const auto& value = values_[program_.taps[i]];
            taps_[i] =
                arithmetic_.inSteps ? memory(mapDesc(value.dims, kFloat), engine(), nullptr) : value.at;
        }
        if (!arithmetic_.inSteps) return;
        values_[0].grid = arithmetic_.gridOf(picturesPlace());
        for (const auto& step : program_.steps) {
            const bool moved = step.kind == Operation::Kind::MaxPool;
            values_[step.out].grid = moved ? values_[step.in].grid : arithmetic_.gridOf(step.place);
        }
    }

    bool comesAndGoes(std::size_t value) const {
        return !arithmetic_.inSteps && (value == 0 || program_.tapOf(value) != program_.taps.size());
    }
    /// A convolution adds to what is where its result goes. oneDNN could add another map instead, but chooses
    /// other kernels for that by the number of pictures, which may differ in the last bit.
    static bool sums(const Operation& step) {
        return step.kind == Operation::Kind::Convolve && step.other != 0;
    }
    void bringTerm(const Operation& step) {
        const auto &term = values_[step.other], &out = values_[step.out];
        if (comesAndGoes(step.out) || term.at.get_data_handle() != out.at.get_data_handle())
            move(term.at, out.at);
    }

    void add(const Operation& step) {
        const auto& in = values_[step.in];
        const auto& out = values_[step.out];
        switch (step.kind) {
        case Operation::Kind::Convolve:
            if (arithmetic_.inSteps) {
                convolveSteps(step);
            } else {
                dnnl::post_ops after;
                if (sums(step)) {
                    bringTerm(step);
                    after.append_sum();
                }
                append(after, step.activation);
                convolve(*step.layer, in.at, out.at, after);
            }
            break;
        case Operation::Kind::Add:
            combine(algorithm::binary_add, inFloats(in), inFloats(values_[step.other]), out, step.activation);
            break;
        case Operation::Kind::Excite:
            excite(step);
            break;
        case Operation::Kind::MaxPool:
            pool(algorithm::pooling_max, in.at, out.at, {2, 2}, {3, 3}, {1, 1});
            break;
        }
    }

    /// sum·(s_x·s_w / s_y) + (b's steps − b's zero)·(s_b / s_y), activated, + y's zero; hard-swish is of
    /// values, not of steps, so its result is what is divided by s_y.
    void convolveSteps(const Operation& step) {
        const auto& in = values_[step.in];
        const auto& out = values_[step.out];
        auto& weights = weightsOf(*step.layer, true);
        const bool swish = step.activation == Activation::HardSwish;
        std::vector<float> scales;
        for (const float scale : weights.scales())
            scales.push_back(static_cast<float>(in.grid.scale * static_cast<double>(scale) /
                                                (swish ? 1 : out.grid.scale)));
        dnnl::primitive_attr attributes;
        constexpr int kEachChannel = 1 << 1;
        attributes.set_output_scales(kEachChannel, scales);
        if (in.grid.zero != 0) attributes.set_zero_points(DNNL_ARG_SRC, 0, {in.grid.zero});
        if (out.grid.zero != 0) attributes.set_zero_points(DNNL_ARG_DST, 0, {out.grid.zero});
        dnnl::post_ops after;
        if (sums(step)) {
            const auto& term = values_[step.other];
            bringTerm(step);
            after.append_sum(static_cast<float>(term.grid.scale / out.grid.scale), term.grid.zero, kSteps);
        }
        if (swish) {
            after.append_eltwise(static_cast<float>(1 / out.grid.scale), algorithm::eltwise_hardswish, 0.0F,
                                 0.0F);
        } else if (step.activation == Activation::Relu) {
            append(after, Activation::Relu);
        }
        attributes.set_post_ops(after);
        convolve(weights, in.at, out.at, attributes, in.grid.scale);
    }

    void excite(const Operation& step) {
        const auto in = inFloats(values_[step.in]);
        const auto dims = in.get_desc().dims();
        const auto row = [&](memory::dim channels) {
            return memory(mapDesc({dims[0], channels, 1, 1}, kFloat), engine());
        };
        const auto means = row(dims[1]), hidden = row(step.layer->conv->options.out_channels()),
                   factors = row(dims[1]);
        pool(algorithm::pooling_avg_exclude_padding, in, means, {1, 1}, {dims[2], dims[3]}, {0, 0});
        dnnl::post_ops relu, hardSigmoid;
        append(relu, Activation::Relu);
        hardSigmoid.append_eltwise(1.0F, algorithm::eltwise_linear, 1.0F / 6.0F, 0.5F);
        hardSigmoid.append_eltwise(1.0F, algorithm::eltwise_clip, 0.0F, 1.0F);
        convolve(*step.layer, means, hidden, relu);
        convolve(*step.second, hidden, factors, hardSigmoid);
        combine(algorithm::binary_mul, in, factors, values_[step.out], Activation::None);
    }

    Weights& weightsOf(ConvNorm& layer, bool inSteps) {
        return weights_.try_emplace(layer.place, *layer.conv, inSteps).first->second;
    }

    void convolve(ConvNorm& layer, const memory& in, const memory& out, const dnnl::post_ops& after) {
        dnnl::primitive_attr attributes;
        attributes.set_post_ops(after);
        convolve(weightsOf(layer, false), in, out, attributes, 1);
    }

    void convolve(Weights& weights, const memory& in, const memory& out,
                  const dnnl::primitive_attr& attributes, double scaleOfInput) {
        const auto& o = weights.options();
        const auto padding = paddingOf(o);
        auto dilation = dimsOf(o.dilation());
        for (auto& along : dilation)
            --along; // oneDNN counts the gaps
        const dnnl::convolution_forward::desc what(
            dnnl::prop_kind::forward_inference, algorithm::convolution_direct, in.get_desc(), weights.any(),
            weights.biasDesc(), out.get_desc(), dimsOf(o.stride()), dilation, padding, padding);
        const dnnl::convolution_forward::primitive_desc how(what, attributes, engine());
        call(dnnl::convolution_forward(how), {{DNNL_ARG_SRC, in},
                                              {DNNL_ARG_WEIGHTS, weights.in(how.weights_desc(), stream_)},
                                              {DNNL_ARG_BIAS, weights.bias(scaleOfInput)},
                                              {DNNL_ARG_DST, out}});
    }

    /// Of two maps of floats, or of a map and a factor a channel; a sum or product.
    void combine(algorithm kind, const memory& a, const memory& b, const Value& out, Activation activation) {
        dnnl::post_ops after;
        append(after, activation);
        if (arithmetic_.inSteps) {
            const auto zero = static_cast<float>(out.grid.zero);
            after.append_eltwise(1.0F, algorithm::eltwise_linear, static_cast<float>(1 / out.grid.scale),
                                 zero);
        }
        dnnl::primitive_attr attributes;
        attributes.set_post_ops(after);
        const dnnl::binary::desc what(kind, a.get_desc(), b.get_desc(), out.at.get_desc());
        const dnnl::binary::primitive_desc how(what, attributes, engine());
        call(dnnl::binary(how), {{DNNL_ARG_SRC_0, a}, {DNNL_ARG_SRC_1, b}, {DNNL_ARG_DST, out.at}});
    }

    void pool(algorithm kind, const memory& in, const memory& out, const memory::dims& stride,
              const memory::dims& kernel, const memory::dims& padding) {
        const dnnl::pooling_forward::desc what(dnnl::prop_kind::forward_inference, kind, in.get_desc(),
                                               out.get_desc(), stride, kernel, padding, padding);
        const dnnl::pooling_forward::primitive_desc how(what, engine());
        call(dnnl::pooling_forward(how), {{DNNL_ARG_SRC, in}, {DNNL_ARG_DST, out}});
    }

    memory inFloats(const Value& value) {
        if (!arithmetic_.inSteps) return value.at;
        memory made(mapDesc(value.dims, kFloat), engine());
        dequantise(value, made);
        return made;
    }

    void dequantise(const Value& from, const memory& to) {
        dnnl::primitive_attr attributes;
        attributes.set_output_scales(0, {static_cast<float>(from.grid.scale)});
        if (from.grid.zero != 0) attributes.set_zero_points(DNNL_ARG_SRC, 0, {from.grid.zero});
        move(from.at, to, attributes);
    }

    void quantise(const memory& from, const Value& to) {
        dnnl::primitive_attr attributes;
        attributes.set_output_scales(0, {static_cast<float>(1 / to.grid.scale)});
        if (to.grid.zero != 0) attributes.set_zero_points(DNNL_ARG_DST, 0, {to.grid.zero});
        move(from, to.at, attributes);
    }

    void move(const memory& from, const memory& to, const dnnl::primitive_attr& attributes = {}) {
        const dnnl::reorder::primitive_desc how(from, to, attributes);
        call(dnnl::reorder(how), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
    }

    void call(dnnl::primitive primitive, const Arguments& arguments) {
        Call made{std::move(primitive), {}};
        for (const auto& [argument, value] : arguments) {
            kept_.push_back(value);
            made.arguments.push_back({argument, value.get()});
        }
        calls_.push_back(std::move(made));
    }

    const Program& program_;
    const Arithmetic& arithmetic_;
    AllWeights& weights_;
    dnnl::stream stream_;
    std::vector<Value> values_;
    memory pictures_;            // floats of the caller
    std::array<memory, 4> taps_; // floats for the caller
    std::vector<memory> kept_;   // what the calls' arguments point to
    std::vector<Call> calls_;
    at::Tensor space_;
};

class CompiledRuntime : public LayerRuntime {
public:
    explicit CompiledRuntime(Arithmetic arithmetic) : arithmetic_(std::move(arithmetic)) {}

    Taps compute(const at::Tensor& images, const Layers& layers) override {
        const auto pictures = images.contiguous(at::MemoryFormat::ChannelsLast);
        if (!program_) note(layers);
        return executable(pictures.sizes()).run(pictures);
    }

    at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) override {
        return step({Operation::Kind::Convolve, layer.place, &layer, nullptr, activation, valueOf(x), 0, 0});
    }
    at::Tensor add(const std::string& place, const at::Tensor& a, const at::Tensor& b,
                   Activation activation) override {
        return step({Operation::Kind::Add, place, nullptr, nullptr, activation, valueOf(a), valueOf(b), 0});
    }
    at::Tensor excite(const std::string& place, ConvNorm& first, ConvNorm& second,
                      const at::Tensor& x) override {
        return step({Operation::Kind::Excite, place, &first, &second, Activation::None, valueOf(x), 0, 0});
    }
    at::Tensor maxPool(const at::Tensor& x) override {
        return step({Operation::Kind::MaxPool, "", nullptr, nullptr, Activation::None, valueOf(x), 0, 0});
    }

private:
    using Size = std::tuple<std::int64_t, std::int64_t, std::int64_t, int>; // batch, height, width, threads
    static constexpr std::size_t kMostSizes = 4;                            // each has memory for its maps

    /// Has the backbone ask for its layers, with empty tensors that stand for values.
    void note(const Layers& layers) {
        noted_ = Program{};
        standIns_ = {at::empty({0})};
        const auto taps = layers(standIns_.front());
        noted_.taps = {valueOf(taps.c2), valueOf(taps.c3), valueOf(taps.c4), valueOf(taps.c5)};
        standIns_.clear();
        program_ = std::make_unique<Program>(fused(noted_));
    }

    std::size_t valueOf(const at::Tensor& standIn) const {
        const auto found = std::find_if(standIns_.begin(), standIns_.end(),
                                        [&](const at::Tensor& t) { return t.is_same(standIn); });
        TORCH_CHECK(found != standIns_.end(), "a layer was given what no layer made");
        return static_cast<std::size_t>(found - standIns_.begin());
    }

    at::Tensor step(Operation made) {
        made.out = noted_.values++;
        noted_.steps.push_back(std::move(made));
        standIns_.push_back(at::empty({0}));
        return standIns_.back();
    }

    Executable& executable(at::IntArrayRef images) {
        const Size size{images[0], images[2], images[3], at::get_num_threads()};
        const auto found = std::find_if(recent_.begin(), recent_.end(),
                                        [&](const auto& made) { return made.first == size; });
        if (found != recent_.end()) {
            recent_.splice(recent_.begin(), recent_, found);
            return *recent_.front().second;
        }
        if (recent_.size() == kMostSizes) recent_.pop_back();
        recent_.emplace_front(size, std::make_unique<Executable>(*program_, arithmetic_, images, weights_));
        return *recent_.front().second;
    }

    Arithmetic arithmetic_;
    Program noted_;
    std::vector<at::Tensor> standIns_; // by value
    std::unique_ptr<const Program> program_;
    AllWeights weights_;                                             // by place
    std::list<std::pair<Size, std::unique_ptr<Executable>>> recent_; // last used first
};

} // namespace

bool compilesFor(const at::Device& device) {
    return device.is_cpu();
}

std::shared_ptr<LayerRuntime> makeCompiledRuntime() {
    return std::make_shared<CompiledRuntime>(Arithmetic{});
}

std::shared_ptr<LayerRuntime> makeCompiledRuntime(ActivationRanges ranges) {
    return std::make_shared<CompiledRuntime>(
        Arithmetic{true, (1 << int8ActivationBits()) - 1, std::move(ranges)});
}

} // namespace sparlet::nn

#else

namespace sparlet::nn {

bool compilesFor(const at::Device& /*device*/) {
    return false;
}

std::shared_ptr<LayerRuntime> makeCompiledRuntime() {
    return makeFloatRuntime();
}

std::shared_ptr<LayerRuntime> makeCompiledRuntime(ActivationRanges /*ranges*/) {
    return makeFloatRuntime(); // not asked for: int8ActivationBits() is 0
}

} // namespace sparlet::nn

#endif
