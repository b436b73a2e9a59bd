"""Writes pycocotools.json: what pycocotools makes of 200 small random data sets.

    python3 -m venv venv && venv/bin/pip install pycocotools==2.0.11
    venv/bin/python test/eval/golden/make_pycocotools.py

The data sets come from a seeded generator of integers that random-coco.ts repeats call by call. Of each
one are kept the twelve numbers and, per size band, the mean of the precision array (IoU x recall x class, at
100 detections) weighted so that no two of its entries can change places unnoticed.
"""

import contextlib
import io
import json
import os

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

SETS = 200


class Random:
    """Numerical Recipes' linear congruential generator, the upper 16 bits of its state."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 16) % n


def generate(seed):
    r = Random(seed)
    images = 1 + r.below(6)
    classes = 1 + r.below(5)
    crowded = seed % 20 == 0
    sides = [12, 40, 120, 400][r.below(4)]
    image_ids = [(i * 7) % 13 + 1 for i in range(images)]
    category_ids = [3 * k + 1 for k in range(classes)]
    truth = []
    for _ in range(r.below(25)):
        image = image_ids[r.below(images)]
        category = category_ids[r.below(classes)]
        box = [r.below(2000) / 10, r.below(2000) / 10, r.below(sides * 10) / 10, r.below(sides * 10) / 10]
        crowd = 1 if r.below(6) == 0 else 0
        area = box[2] * box[3] if r.below(2) == 0 else r.below(12000) / 4
        truth.append((image, category, box, crowd, area))
    found = []
    for _ in range(260 if crowded else r.below(60)):
        near = r.below(4)
        if near > 0 and truth:
            image, category, box, _, _ = truth[r.below(len(truth))]
            shift = [1, 10, 60][near - 1]
            box = [
                box[0] + r.below(shift) / 10,
                box[1] + r.below(shift) / 10,
                box[2] + r.below(shift) / 10,
                box[3] + r.below(shift) / 10,
            ]
            if r.below(8) == 0:
                category = category_ids[r.below(classes)]
        else:
            image = image_ids[r.below(images)]
            category = category_ids[r.below(classes)]
            box = [r.below(2000) / 10, r.below(2000) / 10, r.below(sides * 10) / 10, r.below(sides * 10) / 10]
        if crowded and r.below(4) > 0:
            image, category = image_ids[0], category_ids[0]
        found.append((image, category, box, r.below(20) / 20))
    return image_ids, category_ids, truth, found


def evaluate(seed):
    image_ids, category_ids, truth, found = generate(seed)
    coco = COCO()
    coco.dataset = {
        "images": [{"id": i} for i in image_ids],
        "categories": [{"id": k, "name": str(k)} for k in category_ids],
        "annotations": [
            {"id": n + 1, "image_id": i, "category_id": k, "bbox": box, "iscrowd": crowd, "area": area}
            for n, (i, k, box, crowd, area) in enumerate(truth)
        ],
    }
    coco.createIndex()
    results = COCO()
    results.dataset = {
        **coco.dataset,
        "annotations": [
            {"id": n + 1, "image_id": i, "category_id": k, "bbox": box, "score": score, "iscrowd": 0, "area": box[2] * box[3]}
            for n, (i, k, box, score) in enumerate(found)
        ],
    }
    results.createIndex()
    run = COCOeval(coco, results, "bbox")
    run.evaluate()
    run.accumulate()
    run.summarize()
    precision = run.eval["precision"]  # T x R x K x A x M
    weights = np.array([(n * 7919) % 1009 / 1009 for n in range(precision[:, :, :, 0, 0].size)])
    sums = [float(np.mean(precision[:, :, :, a, 2].reshape(-1) * weights)) for a in range(4)]
    return [round(float(value), 10) for value in [*run.stats, *sums]]


with contextlib.redirect_stdout(io.StringIO()):
    rows = [evaluate(seed) for seed in range(1, SETS + 1)]
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pycocotools.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")
