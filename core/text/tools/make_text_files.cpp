// Makes the files of models/text that are not written by hand. See models/text/README.md for the commands.
#include "text/descriptions.h"
#include "text/targets.h"
#include "text/word_vector_builder.h"
#include "text/word_vector_encoder.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace sparlet;

int fail(const Error& error) {
    std::cerr << error.message << '\n';
    return 1;
}

int makeVectors(const std::vector<std::string>& arguments) {
    auto vectors = readWordVectorText(arguments[0]);
    if (!vectors.ok()) return fail(vectors.error());
    std::vector<DescriptionSet> sets;
    for (std::size_t i = 2; i < arguments.size(); ++i) {
        auto set = readDescriptions(arguments[i]);
        if (!set.ok()) return fail(set.error());
        sets.push_back(std::move(*set));
    }
    const auto added = addTitleWords(*vectors, sets);
    setCommonComponent(*vectors, sets);
    const Status written = writeWordVectors(*vectors, arguments[1]);
    if (!written.ok()) return fail(written.error());
    std::cout << vectors->words.size() << " words of " << vectors->dimensions << " dimensions, "
              << added.size() << " of them made from descriptions:";
    for (const std::string& word : added)
        std::cout << ' ' << word;
    std::cout << '\n';
    return 0;
}

int makeTargets(const std::vector<std::string>& arguments) {
    auto encoder = WordVectorEncoder::load(arguments[0]);
    if (!encoder.ok()) return fail(encoder.error());
    auto set = readDescriptions(arguments[1]);
    if (!set.ok()) return fail(set.error());
    std::vector<std::string> names;
    for (const ClassDescriptions& c : set->classes)
        names.push_back(c.name);
    std::sort(names.begin(), names.end());
    const auto rows = encodeClasses(*set, names, **encoder);
    if (!rows.ok()) return fail(rows.error());
    nlohmann::ordered_json out;
    out["dimensions"] = (*encoder)->dimensions();
    out["encoder"] = (*encoder)->name();
    out["classes"] = names;
    out["classVectors"] = *rows;
    std::ofstream file(arguments[2], std::ios::binary);
    file << out.dump() << '\n';
    file.close();
    if (!file) return fail({ErrorCode::Io, "The targets file " + arguments[2] + " cannot be written."});
    return 0;
}

} // namespace

int main(int count, char** values) {
    const std::vector<std::string> all(values + 1, values + count);
    const std::vector<std::string> rest(all.begin() + (all.empty() ? 0 : 1), all.end());
    if (!all.empty() && all[0] == "vectors" && rest.size() >= 3) return makeVectors(rest);
    if (!all.empty() && all[0] == "targets" && rest.size() == 3) return makeTargets(rest);
    std::cerr << "usage: make_text_files vectors GLOVE.txt OUT.bin DESCRIPTIONS.json...\n"
                 "       make_text_files targets VECTORS.bin DESCRIPTIONS.json OUT.json\n";
    return 2;
}
