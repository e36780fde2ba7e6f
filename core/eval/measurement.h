// One row of results: what figures and tables are drawn from, wherever it was measured.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sparlet::eval {

struct Measurement {
    enum class Source {
        Home,    // an evaluation kept in the home: its pictures are one click away
        Shipped, // a run record that comes with Sparlet
        Paper    // a value printed in one of the two papers; nobody here measured it
    };
    Source source = Source::Home;
    std::string id;               // evaluation's id, record's name, or paper's table and row; unique
    std::string title;            // for people
    std::string method, backbone; // "sparse", "resnet18"
    std::string variant;          // "", "no-lkd", "ase-on-weights"
    std::string group;            // rows of one group may be compared: "CIFAR-10 (JPEG), one budget"
    std::string project;          // "": none
    std::string data, protocol, precision, device, machine;
    std::int64_t seed = -1;
    std::int64_t created = 0;             // seconds since 1970; 0: not known
    std::map<std::string, double> values; // by Metric::id; what was not measured is missing
    std::string dataHash;                 // of the names and labels that were ranked; "": not known
};

/// A quantity a measurement may have.
struct Metric {
    enum class Better { Higher, Lower, Neither };
    std::string id;    // "map", "p_at_1", "p_at_5", "p_at_10", "latency_batch1_ms", "latency_batch32_ms",
                       // "model_mb", "bytes_per_image", "memory_mb", "parameters_m", "density", "mean_bits"
    std::string title; // "Inference time"; translated where it is shown
    std::string unit;  // "ms"; "" where there is none
    Better better = Better::Higher;
    int decimals = 3;
    bool logarithmic = false; // shown on a logarithmic axis unless told otherwise
};

/// All known ones, in the order to show them.
const std::vector<Metric>& metrics();
/// Null where there is none of that id.
const Metric* findMetric(const std::string& id);

/// The same configuration over seeds.
struct Aggregate {
    Measurement first;               // method, backbone, variant, … of them all
    std::vector<std::string> ids;    // of its measurements
    std::vector<std::int64_t> seeds; // that are known
    struct Value {
        double mean = 0;
        double deviation = 0; // of a sample (n − 1); 0 for a single one
        int count = 0;
    };
    std::map<std::string, Value> values;
};

/// Groups by source, group, method, backbone, variant, data, protocol, precision and device, in the order of
/// first appearance. Values that are not finite are left out.
std::vector<Aggregate> aggregate(const std::vector<Measurement>& measurements);

/// Indices of the points that no other point beats in both: `x` better as `xBetter` says, `y` likewise;
/// rising in x. Equal points are all in front. Points that are not finite are never.
std::vector<std::size_t> paretoFront(const std::vector<double>& x, const std::vector<double>& y,
                                     Metric::Better xBetter, Metric::Better yBetter);

} // namespace sparlet::eval
