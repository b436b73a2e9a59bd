"""OpenCV's maximally stable extremal regions of a picture's green channel, for the test that compares ours with them.

    python3 -m venv venv && venv/bin/pip install opencv-python-headless==5.0.0.93
    cd test/proposals/selective-search/golden
    python make_mser.py
"""
import json
from pathlib import Path

import cv2

green = cv2.imread("../../../../examples/images/astronaut.png")[:, :, 1].copy()
options = dict(delta=5, minArea=60, maxArea=green.size // 2, maxVariation=0.25, minDiversity=0)
finder = cv2.MSER_create(*options.values())
boxes = [[x, y, x + w, y + h] for x, y, w, h in finder.detectRegions(green)[1].tolist()]
text = json.dumps({"opencv": cv2.__version__, "options": options, "boxes": sorted(boxes)})
Path("mser.json").write_text(text.replace("], [", "],\n[") + "\n")
