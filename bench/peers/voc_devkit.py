"""VOC2010 mAP as the usual Python ports of VOCevaldet.m compute it (loops over detections, numpy over the
objects of an image), from COCO files: voc_devkit.py TRUTH RESULTS. Crowds are taken as difficult. Prints the mAP
and the seconds it took once the files were read."""

import collections
import json
import sys
import time

import numpy as np

truth, results = (json.load(open(path)) for path in sys.argv[1:3])
began = time.perf_counter()


def corners(box):
    return [box[0], box[1], box[0] + box[2], box[1] + box[3]]


objects = collections.defaultdict(lambda: collections.defaultdict(list))
for a in truth["annotations"]:
    objects[a["category_id"]][a["image_id"]].append((corners(a["bbox"]), a["iscrowd"]))
found = collections.defaultdict(list)
for d in results:
    found[d["category_id"]].append(d)

aps = []
for category in truth["categories"]:
    k = category["id"]
    records = {}
    positives = 0
    for image, rows in objects[k].items():
        difficult = np.array([crowd for _, crowd in rows], dtype=bool)
        positives += int(np.sum(~difficult))
        records[image] = {"boxes": np.array([box for box, _ in rows]), "difficult": difficult, "taken": [False] * len(rows)}
    rows = found[k]
    order = np.argsort([-d["score"] for d in rows], kind="stable")
    tp = np.zeros(len(rows))
    fp = np.zeros(len(rows))
    for place, index in enumerate(order):
        record = records.get(rows[index]["image_id"])
        best = -np.inf
        if record is not None:
            box = np.array(corners(rows[index]["bbox"]))
            boxes = record["boxes"]
            width = np.maximum(np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0]), 0)
            height = np.maximum(np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1]), 0)
            shared = width * height
            own = (box[2] - box[0]) * (box[3] - box[1])
            union = own + (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) - shared
            overlaps = shared / union
            j = int(np.argmax(overlaps))
            best = overlaps[j]
        if best >= 0.5:
            if not record["difficult"][j]:
                if record["taken"][j]:
                    fp[place] = 1
                else:
                    tp[place] = 1
                    record["taken"][j] = True
        else:
            fp[place] = 1
    if positives == 0:
        continue
    fp, tp = np.cumsum(fp), np.cumsum(tp)
    recall = np.concatenate([[0], tp / positives, [1]])
    precision = np.concatenate([[0], tp / np.maximum(tp + fp, np.finfo(np.float64).eps), [0]])
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.where(recall[1:] != recall[:-1])[0]
    aps.append(float(np.sum((recall[steps + 1] - recall[steps]) * precision[steps + 1])))
print(json.dumps([float(np.mean(aps)), time.perf_counter() - began]))
