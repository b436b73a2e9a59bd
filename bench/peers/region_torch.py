"""Steps of the detector's fine-tuning in PyTorch on the CPU, channels_last: trunk, RoIAlign, inception 5 and two heads, frozen
below inception 3a; both losses, backward, the gradient's norm limited, SGD with momentum and the weights' running mean. Reads a
line of JSON: {"check": {...}} computes from a file what the other side wrote beside its weights and photographs, and answers
the differences; {"step": {...}} answers the milliseconds of a step. Set up with

    python3 -m venv torch && torch/bin/pip install torch --index-url https://download.pytorch.org/whl/cpu

(the plain package serves as well), then BENCH_PYTHON=torch/bin/python npm run bench -- fine-tune
"""

import copy
import json
import sys
import time

import numpy as np
import torch
from googlenet_torch import net
from torch import nn
from torch.nn import functional as F

FROZEN, TRUNK, REGIONAL = net[:7], net[7:15], net[16:18]  # pool4 lies between the last two
MOMENTUM, DECAY, CLIP, AVERAGE, DROPOUT = 0.9, 5e-4, 20, 0.999, 0.3
RATE, HEAD_RATE = 0.002, 0.01
UPDATES = 3
BRANCHES = ["1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj"]
ROWS = ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"]
STEM = ["conv1/7x7_s2", "conv2/3x3_reduce", "conv2/3x3"]
CONVOLUTIONS = STEM + [f"inception_{row}/{branch}" for row in ROWS for branch in BRANCHES]


def read(path):
    """Arrays of a safetensors file of float32 by name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = np.frombuffer(file.read(), np.uint8)
    header.pop("__metadata__", None)
    return {
        name: torch.from_numpy(data[slice(*entry["data_offsets"])].view(np.float32).reshape(entry["shape"]).copy())
        for name, entry in header.items()
    }


def bilinear(regions, axis, length):
    """RoIAlign's weights of one axis, regions x 7 x length: a bin is the mean of two samples, which interpolate two cells."""
    begin, end = regions[:, axis, None, None] / 16, regions[:, axis + 2, None, None] / 16
    at = torch.arange(7)[:, None] + torch.tensor([0.25, 0.75])
    inside = (begin - 0.5 + (end - begin) / 7 * at).clamp(0, length - 1)
    low = inside.floor().long()
    share = inside - low
    weights = torch.zeros(len(regions), 7, length).scatter_add_(2, low, (1 - share) / 2)
    return weights.scatter_add_(2, (low + 1).clamp(max=length - 1), share / 2)


def roi_align(maps, regions):
    """Two matrix products, which are faster than torchvision's operator. Regions lie within the photographs."""
    aligned = []
    for x, own in zip(maps, regions):
        channels, height, width = x.shape
        pixels = x.permute(1, 2, 0).reshape(height, width * channels)
        strips = (bilinear(own, 1, height).view(-1, height) @ pixels).view(-1, 7, width, channels)
        aligned.append(bilinear(own, 0, width)[:, None] @ strips)  # R x 7 x 7 x C
    return torch.cat(aligned).permute(0, 3, 1, 2)


class Trainer:
    def __init__(self, arrays):
        """The modules are the program's only ones, so that the last trainer made is the one to use."""
        self.scores = nn.Linear(1024, arrays["scores/bias"].numel())
        self.boxes = nn.Linear(1024, arrays["boxes/bias"].numel())
        convolutions = [module for module in net.modules() if isinstance(module, nn.Conv2d)]
        modules = dict(zip(CONVOLUTIONS, convolutions)) | {"scores": self.scores, "boxes": self.boxes}
        with torch.no_grad():
            for name, module in modules.items():
                module.weight.copy_(arrays[f"{name}/weight"])
                module.bias.copy_(arrays[f"{name}/bias"])
        trained = {name: module for name, module in modules.items() if name not in STEM}
        self.parameters = {
            f"{name}/{kind}": getattr(module, kind) for name, module in trained.items() for kind in ("weight", "bias")
        }
        self.averages = copy.deepcopy(list(self.parameters.values()))
        self.sgd = torch.optim.SGD([self.group(*each) for each in self.parameters.items()], momentum=MOMENTUM, fused=True)

    def group(self, name, parameter):
        rate = HEAD_RATE if name.split("/")[0] in ("scores", "boxes") else RATE
        return {"params": parameter, "lr": rate, "weight_decay": DECAY if name.endswith("weight") else 0}

    def losses(self, images, regions, labels, targets, dropout):
        with torch.no_grad():
            x = FROZEN(images)
        x = roi_align(TRUNK(x), regions)
        x = REGIONAL(x).mean((2, 3))
        x = F.dropout(x, dropout)
        used = len(labels)
        classes = F.cross_entropy(self.scores(x), labels, reduction="sum") / used
        objects = labels.nonzero().squeeze(1)
        own = self.boxes(x).view(used, -1, 4)[objects, labels[objects] - 1]
        return classes, F.smooth_l1_loss(own, targets[objects], reduction="sum") / used

    def gradients(self, example, dropout):
        self.sgd.zero_grad()
        classes, boxes = self.losses(*example, dropout)
        (classes + boxes).backward()
        return classes.item(), boxes.item()

    def update(self):
        parameters = list(self.parameters.values())
        nn.utils.clip_grad_norm_(parameters, CLIP)
        self.sgd.step()
        with torch.no_grad():
            torch._foreach_lerp_(self.averages, parameters, 1 - AVERAGE)


def examples(arrays, photographs, height):
    """One batch of photographs, of as many rows of pixels."""
    of = lambda name: [arrays[f"{place}/{name}"] for place in range(photographs)]
    images = torch.stack(of("image"))[:, :, :height].contiguous(memory_format=torch.channels_last)
    return images, of("regions"), torch.cat(of("labels")).long(), torch.cat(of("targets"))


def difference(mine, theirs):
    return ((mine - theirs).norm() / theirs.norm()).item()


def check(path):
    arrays = read(path)
    start = {name: array for name, array in arrays.items() if "/" in name}
    padded = arrays["0/image"].shape[1]
    example = examples(arrays, 2, padded)
    trainer = Trainer(start)
    losses = torch.tensor(trainer.gradients(example, 0))
    gradients = {
        name: difference(parameter.grad, arrays[f"gradient/{name}"]) for name, parameter in trainer.parameters.items()
    }
    trainer.update()
    for _ in range(UPDATES - 1):
        trainer.gradients(example, 0)
        trainer.update()
    moved = [
        difference(parameter.detach() - start[name], arrays[f"moved/{name}"] - start[name])
        for name, parameter in trainer.parameters.items()
    ]
    worst = max(gradients, key=gradients.get)
    return {
        "losses": losses.tolist(),
        "loss": difference(losses, arrays["losses"]),
        "gradients": {"median": float(np.median(list(gradients.values()))), "worst": gradients[worst], "of": worst},
        "updates": {"median": float(np.median(moved)), "worst": max(moved)},
    }


trainers = {}


def step(path, photographs, threads, height, bfloat16=False):
    torch.set_num_threads(threads)
    if path not in trainers:
        trainers.clear()
        arrays = read(path)
        trainers[path] = Trainer(arrays), arrays
    trainer, arrays = trainers[path]
    example = examples(arrays, photographs, height)
    wall, processor = time.perf_counter(), time.process_time()
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        trainer.gradients(example, DROPOUT)
    trainer.update()
    return {"wall": 1000 * (time.perf_counter() - wall), "processor": 1000 * (time.process_time() - processor)}


def about():
    flags = open("/proc/cpuinfo").read() if sys.platform == "linux" else ""
    return {"version": torch.__version__, "bfloat16": "avx512_bf16" in flags or "amx_bf16" in flags}


WORK = {"about": about, "check": check, "step": step}

for line in sys.stdin:
    ((name, options),) = json.loads(line).items()
    print(json.dumps(WORK[name](**options)), flush=True)
