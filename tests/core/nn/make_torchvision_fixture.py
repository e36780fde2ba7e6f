#!/usr/bin/env python3
"""Writes tests/data/torchvision_<backbone>.json: what torchvision's networks give for weights and a picture that
both sides make from a formula, so that no weights need to be stored. Needs torch, torchvision and numpy.

Usage: make_torchvision_fixture.py OUT_FOLDER
"""
import json
import pathlib
import sys

import numpy as np
import torch
import torchvision


def uniform(stream: int, count: int) -> np.ndarray:
    """splitmix64 of (stream << 32) + index, as a number in [-1, 1)."""
    with np.errstate(over="ignore"):
        x = (np.uint64(stream) << np.uint64(32)) + np.arange(count, dtype=np.uint64)
        x = x + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0


def tensor(name: str, stream: int, shape) -> torch.Tensor:
    u = uniform(stream, int(np.prod(shape)))
    if len(shape) == 4:
        u = u * np.sqrt(6.0 / (shape[1] * shape[2] * shape[3]))
    elif name.endswith("running_var"):
        u = 1.0 + 0.5 * np.abs(u)
    elif name.endswith("weight"):
        u = 1.0 + 0.1 * u
    else:
        u = 0.1 * u
    return torch.from_numpy(u.astype(np.float32).reshape(shape))


def fill(model: torch.nn.Module) -> None:
    state = model.state_dict()
    names = sorted(n for n in state
                   if not n.startswith(("fc.", "classifier.")) and not n.endswith("num_batches_tracked"))
    for stream, name in enumerate(names):
        state[name] = tensor(name, stream, tuple(state[name].shape))
    model.load_state_dict(state)
    model.eval()


def taps(name: str, model: torch.nn.Module, x: torch.Tensor):
    out = []
    if name == "resnet18":
        x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
        for layer in (model.layer1, model.layer2, model.layer3, model.layer4):
            x = layer(x)
            out.append(x)
        return out
    last = {"mobilenet_v3_large": (3, 6, 12, 16), "mobilenet_v3_small": (1, 3, 8, 12)}[name]
    for index, block in enumerate(model.features):
        x = block(x)
        if index in last:
            out.append(x)
    return out


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    for name in ("resnet18", "mobilenet_v3_large", "mobilenet_v3_small"):
        model = getattr(torchvision.models, name)(weights=None)
        fill(model)
        image = torch.from_numpy(uniform(1_000_000, 3 * 224 * 224).astype(np.float32).reshape(1, 3, 224, 224))
        with torch.no_grad():
            maps = taps(name, model, image)
        fixture = {"torchvision": torchvision.__version__,
                   "names": len([n for n in model.state_dict() if not n.startswith(("fc.", "classifier."))]),
                   "taps": [{"shape": list(m.shape), "pooled": [round(float(v), 6) for v in m.mean((2, 3))[0]]}
                            for m in maps]}
        (folder / f"torchvision_{name}.json").write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
