"""Twelve numbers of COCO by one of the Python peers: coco_eval.py PEER TRUTH RESULTS."""

import contextlib
import io
import json
import sys

peer, truth, results = sys.argv[1:4]
with contextlib.redirect_stdout(io.StringIO()):
    if peer == "pycocotools":
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
    elif peer == "faster-coco-eval":
        from faster_coco_eval import COCO
        from faster_coco_eval import COCOeval_faster as COCOeval
    else:
        from hotcoco import COCO, COCOeval
    coco = COCO(truth)
    found = coco.load_res(results) if peer == "hotcoco" else coco.loadRes(results)
    run = COCOeval(coco, found, "bbox")
    run.evaluate()
    run.accumulate()
    run.summarize()
print(json.dumps([float(value) for value in list(run.stats)[:12]]))
