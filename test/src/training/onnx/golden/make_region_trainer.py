"""Writes region-trainer.json: what JAX, in double precision, makes of four steps of a small region network.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2
    venv/bin/python test/src/training/onnx/golden/make_region_trainer.py

GoogLeNet at a sixteenth of its width with two heads, two photographs a step, no dropout. Weights and examples
come from sines that region-trainer.test.ts repeats. Kept are the losses and the gradient's length of each step,
and of every array that learns its sum, and its sum weighted by the places, after the last step.
"""

import json
import math
import os

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

WIDTH = 1 / 16
K, R, H, W = 3, 6, 64, 96
STEPS = [(0.02, 0.05), (0.01, 0.05), (0.04, 0.04), (0.02, 0.01)]
MOMENTUM, DECAY, CLIP, KEPT = 0.9, 5e-4, 0.5, 0.6
TABLE = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
BRANCHES = ("1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj")


def widen(channels):
    return math.floor(channels * WIDTH + 0.5)


def shapes():
    "(name, shape of the weight) in the order of computation"
    yield "conv1/7x7_s2", (widen(64), 3, 7, 7)
    yield "conv2/3x3_reduce", (widen(64), widen(64), 1, 1)
    yield "conv2/3x3", (widen(192), widen(64), 3, 3)
    inside = widen(192)
    for name, channels in TABLE.items():
        c1, r3, c3, r5, c5, pool = map(widen, channels)
        sizes = ((c1, inside, 1), (r3, inside, 1), (c3, r3, 3), (r5, inside, 1), (c5, r5, 5), (pool, inside, 1))
        for branch, (o, i, k) in zip(BRANCHES, sizes):
            yield f"inception_{name}/{branch}", (o, i, k, k)
        inside = c1 + c3 + c5 + pool
    yield "class", (K + 1, inside)
    yield "box", (4 * K, inside)


def sines(length, seed):
    "sin(1 + seed + 0.7 i (1 + seed / 100)), rounded to float32"
    i = np.arange(length)
    return np.sin(1 + seed + 0.7 * i * (1 + seed / 100)).astype(np.float32).astype(np.float64)


def parameters():
    made = {}
    for seed, (name, shape) in enumerate(shapes()):
        fan = math.prod(shape[1:])
        scale = np.float32(2 / math.sqrt(fan))
        weight = (sines(math.prod(shape), seed).astype(np.float32) * scale).astype(np.float64)
        made[f"{name}/weight"] = jnp.array(weight.reshape(shape))
        made[f"{name}/bias"] = jnp.array(np.float32(0.1) * sines(shape[0], seed + 500).astype(np.float32), jnp.float64)
    return made


def example(step, place):
    key = 1000 + 10 * step + place
    image = 60 * sines(3 * H * W, key).reshape(1, 3, H, W)
    corner = sines(4 * R, key + 1).reshape(R, 4)
    x1, y1 = (corner[:, 0] + 1) * 30, (corner[:, 1] + 1) * 20
    x2, y2 = x1 + 2 + (corner[:, 2] + 1) * 30, y1 + 2 + (corner[:, 3] + 1) * 20
    regions = np.stack([x1, y1, x2, y2], 1).astype(np.float32).astype(np.float64)
    labels = np.array([(r + step) % (K + 2) - 1 for r in range(R)])  # -1, 0, 1, 2, 3, ...
    return image, regions, labels, 2 * sines(4 * R, key + 2).reshape(R, 4)


def conv(p, name, x, stride=1):
    w = p[f"{name}/weight"]
    pad = (w.shape[2] - 1) // 2
    y = jax.lax.conv_general_dilated(x, w, (stride, stride), ((pad, pad), (pad, pad)))
    return jax.nn.relu(y + p[f"{name}/bias"][None, :, None, None])


def pool(x, stride, pads):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, 3, 3), (1, 1, stride, stride), ((0, 0), (0, 0), pads, pads))


def norm(x):
    squares = jnp.pad(x * x, ((0, 0), (2, 2), (0, 0), (0, 0)))
    total = sum(squares[:, i : i + x.shape[1]] for i in range(5))
    return x / (1 + 1e-4 / 5 * total) ** 0.75


def inception(p, name, x):
    n = f"inception_{name}"
    return jnp.concatenate(
        [
            conv(p, f"{n}/1x1", x),
            conv(p, f"{n}/3x3", conv(p, f"{n}/3x3_reduce", x)),
            conv(p, f"{n}/5x5", conv(p, f"{n}/5x5_reduce", x)),
            conv(p, f"{n}/pool_proj", pool(x, 1, (1, 1))),
        ],
        1,
    )


def align(map, regions):
    "7 x 7 bins of 2 x 2 bilinear samples, by gathering"
    h, w = map.shape[2:]
    steps = (np.arange(14) + 0.5) / 14

    def bilinear(region):
        x1, y1, x2, y2 = region / 16 - 0.5
        ys = np.clip(y1 + (y2 - y1) * steps, 0, h - 1)
        xs = np.clip(x1 + (x2 - x1) * steps, 0, w - 1)
        y0, x0 = np.minimum(ys.astype(int), h - 2), np.minimum(xs.astype(int), w - 2)
        fy, fx = (ys - y0)[:, None], (xs - x0)[None, :]
        at = lambda dy, dx: map[0][:, y0[:, None] + dy, x0[None, :] + dx]
        top = at(0, 0) * (1 - fx) + at(0, 1) * fx
        bottom = at(1, 0) * (1 - fx) + at(1, 1) * fx
        samples = top * (1 - fy) + bottom * fy
        return samples.reshape(map.shape[1], 7, 2, 7, 2).mean((2, 4))

    return jnp.stack([bilinear(region) for region in regions])


def losses(p, photograph):
    "sums over the regions, of classes and of boxes"
    image, regions, labels, targets = photograph
    x = norm(pool(conv(p, "conv1/7x7_s2", image, 2), 2, (0, 1)))
    x = pool(norm(conv(p, "conv2/3x3", conv(p, "conv2/3x3_reduce", x))), 2, (0, 1))
    x = pool(inception(p, "3b", inception(p, "3a", x)), 2, (0, 1))
    for name in ("4a", "4b", "4c", "4d", "4e"):
        x = inception(p, name, x)
    x = inception(p, "5b", inception(p, "5a", align(x, regions))).mean((2, 3))
    logs = jax.nn.log_softmax(x @ p["class/weight"].T + p["class/bias"])
    boxes = x @ p["box/weight"].T + p["box/bias"]
    of_class, of_box = 0.0, 0.0
    for r, label in enumerate(labels):
        if label >= 0:
            of_class -= logs[r, label]
        if label > 0:
            d = jnp.abs(boxes[r, 4 * label - 4 : 4 * label] - targets[r])
            of_box += jnp.where(d < 1, 0.5 * d * d, d - 0.5).sum()
    return of_class, of_box


def main():
    p = parameters()
    learns = [name for name in p if not name.startswith("conv")]
    velocity = {name: jnp.zeros_like(p[name]) for name in learns}
    average = {name: p[name] for name in learns}
    steps = []
    for step, (rate, head_rate) in enumerate(STEPS):
        photographs = [example(step, place) for place in range(2)]
        used = sum(int((labels >= 0).sum()) for _, _, labels, _ in photographs)

        def total(trained):
            parts = [losses({**p, **trained}, photograph) for photograph in photographs]
            return sum(a + b for a, b in parts) / used, parts

        (_, parts), g = jax.value_and_grad(total, has_aux=True)({name: p[name] for name in learns})
        length = math.sqrt(sum(float((v * v).sum()) for v in g.values()))
        scale = min(1, CLIP / length)
        kept = min(KEPT, step / (step + 1))
        for name in learns:
            r = head_rate if name.startswith(("class/", "box/")) else rate
            pull = 0 if name.endswith("/bias") else DECAY * p[name]
            velocity[name] = MOMENTUM * velocity[name] + r * (scale * g[name] + pull)
            p[name] = p[name] - velocity[name]
            average[name] = average[name] + (1 - kept) * (p[name] - average[name])
        steps.append([float(sum(a for a, _ in parts)) / used, float(sum(b for _, b in parts)) / used, length])

    def sums(values):
        flat = np.asarray(values).ravel()
        return [float(flat.sum()), float((flat * np.sin(np.arange(flat.size))).sum())]

    result = {
        "steps": steps,
        "weights": {name: sums(p[name]) for name in learns},
        "averages": {name: sums(average[name]) for name in learns},
    }
    path = os.path.join(os.path.dirname(__file__), "region-trainer.json")
    with open(path, "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")


main()
