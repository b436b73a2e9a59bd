"""GoogLeNet (Table 1, no auxiliary heads) in PyTorch, channels_last, for the programs beside it."""

import torch
from torch import nn

CLASSES = 1000


def conv(i, o, k, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, k, stride, k // 2), nn.ReLU(inplace=True))


class Inception(nn.Module):
    def __init__(self, i, c1, r3, c3, r5, c5, pool):
        super().__init__()
        self.branches = nn.ModuleList(
            [
                conv(i, c1, 1),
                nn.Sequential(conv(i, r3, 1), conv(r3, c3, 3)),
                nn.Sequential(conv(i, r5, 1), conv(r5, c5, 5)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), conv(i, pool, 1)),
            ]
        )

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def pool():
    return nn.MaxPool2d(3, 2, ceil_mode=True)


def norm():
    return nn.LocalResponseNorm(5, 1e-4, 0.75, 1.0)


net = nn.Sequential(
    *[conv(3, 64, 7, 2), pool(), norm(), conv(64, 64, 1), conv(64, 192, 3), norm(), pool()],
    Inception(192, 64, 96, 128, 16, 32, 32),
    Inception(256, 128, 128, 192, 32, 96, 64),
    pool(),
    Inception(480, 192, 96, 208, 16, 48, 64),
    Inception(512, 160, 112, 224, 24, 64, 64),
    Inception(512, 128, 128, 256, 24, 64, 64),
    Inception(512, 112, 144, 288, 32, 64, 64),
    Inception(528, 256, 160, 320, 32, 128, 128),
    pool(),
    Inception(832, 256, 160, 320, 32, 128, 128),
    Inception(832, 384, 192, 384, 48, 128, 128),
    *[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.4), nn.Linear(1024, CLASSES)],
).to(memory_format=torch.channels_last)
assert sum(p.numel() for p in net.parameters()) == 6_998_552
