"""Training steps of GoogLeNet (Table 1, no auxiliary heads) in PyTorch on the CPU, channels_last: reads lines
"<side> <batch>", answers each with the milliseconds of one step, its data on hand. Set up with

    python3 -m venv torch && torch/bin/pip install torch --index-url https://download.pytorch.org/whl/cpu

(the plain package serves as well), then BENCH_PYTHON=torch/bin/python npm run bench -- train
"""

import sys
import time

import torch
from googlenet_torch import CLASSES, net
from torch import nn

decayed = [p for p in net.parameters() if p.dim() > 1]
biases = [p for p in net.parameters() if p.dim() == 1]
sgd = torch.optim.SGD(
    [{"params": decayed, "weight_decay": 2e-4}, {"params": biases, "lr": 2e-4}], lr=1e-4, momentum=0.9
)
loss = nn.CrossEntropyLoss()
batches = {}

for line in sys.stdin:
    side, batch = map(int, line.split())
    if (side, batch) not in batches:
        images = torch.randn(batch, 3, side, side).to(memory_format=torch.channels_last)
        batches[side, batch] = images, torch.arange(batch) % CLASSES
    images, labels = batches[side, batch]
    began = time.perf_counter()
    sgd.zero_grad()
    loss(net(images), labels).backward()
    sgd.step()
    print(1000 * (time.perf_counter() - began), flush=True)
