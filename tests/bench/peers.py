"""Times the same networks in other runtimes, beside bench_efficiency in one run: eager PyTorch, frozen TorchScript,
ONNX Runtime and OpenVINO, in float32 and in 8 bits. Prints one JSON object for `sparlet-results add`.

Needs a virtual environment with torch, torchvision, onnx, onnxruntime, openvino and nncf; nothing else of the project
does. Weights are random: none of the times depends on them.

usage: peers.py BENCH_EFFICIENCY [--rounds N] [--batches N] [--threads N] [--sides 32,64,224] [--backbones a,b] [--pruned MODEL,...]
"""

import argparse
import io
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings


def network(name, side):
    """The Baseline: backbone, mean, 128 dimensions of norm 1; to 64 pixels with the stem for small images."""
    import torch
    import torchvision

    net = getattr(torchvision.models, name)(weights=None)
    if side <= 64:
        if name == "resnet18":
            net.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)
            net.maxpool = torch.nn.Identity()
        else:
            net.features[0][0].stride = (1, 1)
            if side <= 48:
                strided = next(m for m in net.features.modules()
                               if isinstance(m, torch.nn.Conv2d) and m.groups > 1 and m.stride == (2, 2))
                strided.stride = (1, 1)
    if name == "resnet18":
        features = net.fc.in_features
        net.fc = torch.nn.Identity()
    else:
        features = net.classifier[0].in_features
        net.classifier = torch.nn.Identity()

    class Embedding(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.net, self.linear = net, torch.nn.Linear(features, 128)

        def forward(self, x):
            return torch.nn.functional.normalize(self.linear(self.net(x)), dim=1)

    torch.manual_seed(1)
    return Embedding().eval()


def onnx_file(net, side, folder):
    import torch

    file = os.path.join(folder, "net.onnx")
    torch.onnx.export(net, torch.randn(1, 3, side, side), file, input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, dynamo=False)
    return file


def onnx_session(file, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    return lambda x: session.run(None, {"x": x})


def onnx_int8(file, side, folder):
    import numpy
    from onnxruntime import quantization as q

    class Reader(q.CalibrationDataReader):
        def __init__(self):
            random = numpy.random.default_rng(1)
            self.left = [random.standard_normal((8, 3, side, side), dtype=numpy.float32) for _ in range(2)]

        def get_next(self):
            return {"x": self.left.pop()} if self.left else None

    prepared, out = os.path.join(folder, "prepared.onnx"), os.path.join(folder, "int8.onnx")
    q.shape_inference.quant_pre_process(file, prepared, skip_symbolic_shape=True)
    q.quantize_static(prepared, out, Reader(), quant_format=q.QuantFormat.QDQ, per_channel=True,
                      activation_type=q.QuantType.QUInt8, weight_type=q.QuantType.QInt8)
    return out


def openvino_call(model, threads):
    import openvino

    # Latency mode with the threads asked for; f32 keeps it from choosing bf16 by itself.
    compiled = openvino.Core().compile_model(model, "CPU", {
        "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"})
    request = compiled.create_infer_request()
    return lambda x: request.infer({0: x})


def candidates(name, side, threads, folder):
    """Pairs of (runtime, precision) and a function of a batch [N, 3, S, S]."""
    import nncf
    import numpy
    import openvino
    import torch

    net = network(name, side)
    last = net.to(memory_format=torch.channels_last)

    def torch_call(module, channels_last):
        def call(x):
            with torch.no_grad():
                tensor = torch.from_numpy(x)
                if channels_last:
                    tensor = tensor.contiguous(memory_format=torch.channels_last)
                return module(tensor)
        return call

    frozen = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.script(net)))
    file = onnx_file(net, side, folder)
    model = openvino.Core().read_model(file)
    random = numpy.random.default_rng(2)
    pictures = [random.standard_normal((1, 3, side, side), dtype=numpy.float32) for _ in range(16)]
    quantised = nncf.quantize(openvino.Core().read_model(file), nncf.Dataset(pictures), subset_size=16)
    return {
        ("PyTorch eager", "fp32"): torch_call(last, True),
        ("TorchScript frozen", "fp32"): torch_call(frozen, False),
        ("ONNX Runtime", "fp32"): onnx_session(file, threads),
        ("ONNX Runtime", "int8"): onnx_session(onnx_int8(file, side, folder), threads),
        ("OpenVINO", "fp32"): openvino_call(model, threads),
        ("OpenVINO", "int8"): openvino_call(quantised, threads),
    }


def milliseconds(call, x):
    start = time.perf_counter()
    call(x)
    return (time.perf_counter() - start) * 1000


def peers(name, side, threads, rounds, batches):
    import numpy

    random = numpy.random.default_rng(3)
    one, many = (random.standard_normal((n, 3, side, side), dtype=numpy.float32) for n in (1, 32))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        calls = candidates(name, side, threads, folder)
        times = {key: ([], []) for key in calls}
        for turn in range(-3, rounds):  # the first three warm up; the runtimes take turns
            for key, call in calls.items():
                for batch, into in zip((one, many), times[key]):
                    due = turn == -1 or turn * batches // rounds != (turn + 1) * batches // rounds
                    if batch is many and not due:
                        continue
                    took = milliseconds(call, batch)
                    if turn >= 0:
                        into.append(took)
        for (runtime, precision), (single, large) in times.items():
            rows.append({"runtime": runtime, "precision": precision, "method": "baseline", "backbone": name,
                         "side": side, "batch1": statistics.median(single), "batch32": statistics.median(large)})
    return rows


def ours(bench, name, side, threads, rounds, batches, pruned):
    done = subprocess.run([bench, "--rounds", str(rounds), "--batches", str(batches), "--threads", str(threads),
                           "--sides", str(side),
                           "--backbones", name, "--methods", "baseline,sparse",
                           *(["--pruned", pruned] if pruned else [])],
                          check=True, capture_output=True, text=True)
    rows = json.loads(done.stdout)["efficiency"]
    return [{"runtime": "Sparlet", **{key: row[key] for key in
                                      ("precision", "method", "backbone", "variant", "side", "batch1", "batch32")}}
            for row in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sides", default="32,64,224")
    parser.add_argument("--backbones", default="resnet18,mobilenet_v3_large,mobilenet_v3_small")
    parser.add_argument("--batches", type=int, help="rounds in which the batch of 32 is timed too (default: all)")
    parser.add_argument("--pruned", default="", help="pruned models of Sparlet, beside its whole ones")
    asked = parser.parse_args()
    batches = min(asked.batches or asked.rounds, asked.rounds)
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    import nncf
    import onnxruntime
    import openvino
    import torch

    torch.set_num_threads(asked.threads)
    rows = []
    quiet, sys.stdout = sys.stdout, io.StringIO()
    for name in asked.backbones.split(","):
        for side in map(int, asked.sides.split(",")):
            print(name, side, file=sys.stderr)
            rows += ours(asked.bench, name, side, asked.threads, asked.rounds, batches, asked.pruned)
            rows += peers(name, side, asked.threads, asked.rounds, batches)
    sys.stdout = quiet
    print(json.dumps({"rounds": asked.rounds, "batches": batches, "threads": asked.threads, "peers": rows,
                      "versions": {"torch": torch.__version__, "onnxruntime": onnxruntime.__version__,
                                   "openvino": openvino.__version__, "nncf": nncf.__version__}}, indent=1))


if __name__ == "__main__":
    main()
