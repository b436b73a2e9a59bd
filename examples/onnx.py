"""A detector in Python: its ONNX graph on ONNX Runtime, without this package.

    npx googlenet-rcnn weights export voc --format onnx --out voc.onnx
    npx googlenet-rcnn propose photo.jpg --method both --count 500 --json > boxes.ndjson
    pip install onnxruntime numpy pillow
    python examples/onnx.py voc.onnx photo.jpg boxes.ndjson

Prints the line that `detect --json` prints. The graph scores and refines boxes; this file scales the picture, and does
non-maximum suppression, box voting and the support of overlapping boxes as the package does.
"""

import json
import sys

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

FLOOR = 0.01  # least score that takes part in suppression and voting
VOTING_IOU = 0.4
SUPPORT_IOU = 0.6  # candidates that overlap by this support each other
HALF_SUPPORT, MANY = 4, 150  # sum of scores at which support counts by half, where the network looked at that many boxes
THRESHOLD = 0.3  # of classes without one on the card
MOST = 100  # detections per picture


def taps(source: int, length: int) -> np.ndarray:
    """Weights of `source` pixels in each of `length`: bilinear, or the mean where an axis shrinks more than twofold."""
    step = source / length
    matrix = np.zeros((length, source))
    for i in range(length):
        if step > 2:
            first, last = i * step, (i + 1) * step
            for pixel in range(int(first), min(source, int(np.ceil(last)))):
                matrix[i, pixel] = (min(last, pixel + 1) - max(first, pixel)) / step
        else:
            centre = (i + 0.5) * step - 0.5
            low = int(np.floor(centre))
            matrix[i, min(max(low, 0), source - 1)] += 1 - (centre - low)
            matrix[i, min(max(low + 1, 0), source - 1)] += centre - low
    return matrix


def scaled(picture: np.ndarray, short_side: int, long_side: int) -> np.ndarray:
    """H x W x 3 bytes to 1 x 3 x height x width floats of 0..255."""
    height, width, _ = picture.shape
    scale = min(short_side / min(width, height), long_side / max(width, height))
    # Halves are rounded up, as JavaScript does; Python rounds them to even numbers.
    size = [max(32, int(np.floor(side * scale + 0.5))) for side in (height, width)]
    down, across = taps(height, size[0]), taps(width, size[1])
    planes = [down @ picture[:, :, c].astype(np.float64) @ across.T for c in range(3)]
    return np.stack(planes)[np.newaxis].astype(np.float32)


def iou(box: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    low, high = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod(np.maximum(0, high - low), axis=1)
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return shared / (np.prod(box[2:] - box[:2]) + area - shared)


def decided(boxes: np.ndarray, scores: np.ndarray, nms_iou: float):
    """Non-maximum suppression; the boxes kept are means of those around them, weighted by score.

    A score is worth the more, the likelier the boxes are that overlap its own.
    """
    half = HALF_SUPPORT * min(1, len(scores) / MANY)
    likely = (scores >= FLOOR) & np.all(boxes[:, 2:] > boxes[:, :2], axis=1)
    boxes, scores = boxes[likely], scores[likely]
    left = np.argsort(-scores, kind="stable")
    while len(left) > 0:
        best, left = left[0], left[1:]
        overlaps = iou(boxes[best], boxes)
        voters = overlaps >= VOTING_IOU
        support = scores[overlaps >= SUPPORT_IOU].sum(dtype=np.float64)
        worth = np.sqrt(scores[best] * support / (support + half))
        yield worth, np.average(boxes[voters], axis=0, weights=scores[voters])
        left = left[iou(boxes[best], boxes[left]) <= nms_iou]


def main(model: str, photo: str, proposals: str) -> None:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    card = json.loads(session.get_modelmeta().custom_metadata_map["googlenet-rcnn"])
    head, classes = card["head"], [one["name"] for one in card["classes"]]
    picture = np.asarray(ImageOps.exif_transpose(Image.open(photo)).convert("RGB"))
    height, width, _ = picture.shape
    image = scaled(picture, head["shared"]["shortSide"], head["shared"]["longSide"])
    with open(proposals) as file:
        boxes = np.array(json.loads(file.readline())["boxes"], dtype=np.float32)
    boxes = boxes[: head["shared"].get("first")]  # as many as the heads learnt from
    factor = np.array([image.shape[3] / width, image.shape[2] / height] * 2, dtype=np.float32)
    scores, refined = session.run(["scores", "refined"], {"image": image, "boxes": boxes * factor})
    refined = np.clip(refined / factor, 0, [width, height] * 2)
    found = []
    for k, name in enumerate(classes):
        threshold = head.get("thresholds", {}).get(name, THRESHOLD)
        for score, box in decided(refined[:, k], scores[:, k], head["nmsIou"]):
            if score >= threshold:
                corners = dict(zip(("x1", "y1", "x2", "y2"), map(float, box)))
                found.append({"class": name, "score": float(score), "box": corners})
    found.sort(key=lambda one: -one["score"])
    print(json.dumps({"image": photo, "width": width, "height": height, "detections": found[:MOST]}))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("Usage: python examples/onnx.py MODEL.onnx PHOTO BOXES.ndjson (of `propose PHOTO --json`)")
    main(*sys.argv[1:4])
