"""The paper's 144 crops of a photograph as a plain loop in Python: Pillow resizes, ONNX Runtime or PyTorch runs. Called with
<onnxruntime|torch> <network> <side> <photograph> <threads>, where the network is an ONNX file, or for PyTorch all parameters
in their order as float32; reads lines with a batch, answers each with the processor's milliseconds from the file to the mean,
and the best class. Set up with

    python3 -m venv peer && peer/bin/pip install onnxruntime pillow
    peer/bin/pip install torch --index-url https://download.pytorch.org/whl/cpu

then BENCH_PYTHON=peer/bin/python npm run bench -- crops
"""

import sys
import time

import numpy as np
from PIL import Image

runtime, network, side, photograph, threads = sys.argv[1:4] + [sys.argv[4], int(sys.argv[5])]
side = int(side)
MEAN = np.array([104, 117, 123], np.float32).reshape(3, 1, 1)  # BGR


def onnxruntime_scores():
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda crops: session.run(None, {name: crops})[0]


def torch_scores():
    import torch
    from googlenet_torch import net

    torch.set_num_threads(threads)
    values = torch.from_numpy(np.fromfile(network, np.float32))
    torch.nn.utils.vector_to_parameters(values, net.parameters())
    net.to(memory_format=torch.channels_last).eval()

    def scores(crops):
        with torch.inference_mode():
            batch = torch.from_numpy(crops).to(memory_format=torch.channels_last)
            return net(batch).softmax(1).numpy()

    return scores


def tensor(crop):
    pixels = np.asarray(crop, np.float32)[:, :, ::-1].transpose(2, 0, 1)
    return pixels - MEAN


def views(image):
    width, height = image.size
    for shorter in (256, 288, 320, 352):
        scale = shorter / min(width, height)
        scaled = image.resize((round(width * scale), round(height * scale)), Image.BILINEAR)
        room = max(scaled.size) - shorter
        for start in (0, room // 2, room):
            left, top = (start, 0) if width > height else (0, start)
            square = scaled.crop((left, top, left + shorter, top + shorter))
            end = shorter - side
            crops = [
                square.crop((x, y, x + side, y + side))
                for x, y in ((0, 0), (end, 0), (0, end), (end, end), (end // 2, end // 2))
            ]
            crops.append(square.resize((side, side), Image.BILINEAR))
            for crop in crops:
                yield tensor(crop)
                yield tensor(crop.transpose(Image.FLIP_LEFT_RIGHT))


scores = torch_scores() if runtime == "torch" else onnxruntime_scores()
for line in sys.stdin:
    batch = int(line)
    began = time.process_time()
    crops = list(views(Image.open(photograph).convert("RGB")))
    assert len(crops) == 144
    rows = [scores(np.stack(crops[at : at + batch])) for at in range(0, len(crops), batch)]
    mean = np.concatenate(rows).reshape(144, -1).mean(0)
    print(f"{1000 * (time.process_time() - began):.3f} {mean.argmax()}", flush=True)
