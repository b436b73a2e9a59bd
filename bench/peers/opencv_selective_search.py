"""OpenCV's selective search, one image a request: reads "<mode> <path>" lines, answers with a JSON line.

Needs the wheel opencv-contrib-python-headless. Only `process` is timed.
"""

import json
import sys
import time

import cv2

for line in sys.stdin:
    mode, path = line.rstrip("\n").split(" ", 1)
    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(cv2.imread(path))
    if mode == "fast":
        search.switchToSelectiveSearchFast()
    else:
        search.switchToSelectiveSearchQuality()
    began = time.perf_counter()
    boxes = search.process()
    milliseconds = 1000 * (time.perf_counter() - began)
    print(json.dumps({"ms": milliseconds, "boxes": boxes.tolist()}), flush=True)
