// A model file from hostile bytes: refused with a sentence, or every tensor lies inside it.
#include "fuzz_seeds.h"
#include "memory_file.h"
#include "nn/encoder.h"
#include "nn/safetensors.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

std::vector<std::uint8_t> container(const std::string& header, std::size_t dataBytes) {
    std::vector<std::uint8_t> file(8 + header.size() + dataBytes, 0);
    for (std::size_t i = 0; i < 8; ++i)
        file[i] = static_cast<std::uint8_t>(header.size() >> 8 * i);
    std::memcpy(file.data() + 8, header.data(), header.size());
    return file;
}

} // namespace

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    add(container(R"({"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
                  R"("b":{"dtype":"I64","shape":[],"data_offsets":[24,32]}})",
                  32));
    add(container(R"({"__metadata__":{"sparlet":"{\"format\":\"sparlet-model\",\"version\":1,\"id\":\"x\",)"
                  R"(\"method\":\"sparse\",\"backbone\":\"resnet18\",\"dimensions\":64}"}})",
                  0));
    add(container(R"({"a":{"dtype":"F16","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0));
}

} // namespace sparlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const sparlet::fuzz::MemoryFile file({data, size});
    const auto model = sparlet::nn::readModelInfo(file.path());
    require(model.ok() || !model.error().message.empty());
    const auto tensors = sparlet::nn::Safetensors::read(file.path());
    if (!tensors.ok()) {
        require(!tensors.error().message.empty());
        return 0;
    }
    std::size_t total = 0;
    volatile std::uint8_t touched = 0; // a sanitizer sees what is read outside
    for (const auto& entry : tensors->header().tensors) {
        const auto bytes = tensors->bytes(entry);
        total += bytes.size();
        for (const auto byte : bytes)
            touched = touched ^ static_cast<std::uint8_t>(byte);
    }
    require(tensors->header().dataOffset + total == size);
    return 0;
}
