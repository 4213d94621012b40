"""What the peers share: the benchmark and its peers take turns, so a peer stays in memory and measures once each time it is asked.

A peer prints one line of JSON when it is ready, which names it, and one for each line that it reads. It ends with its input.
"""
import argparse
import json
import os
import sys


def options(description):
    """A parser with what every peer is asked."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--model", required=True, help="folder of a Hugging Face checkpoint")
    parser.add_argument("--threads", type=int, required=True)
    return parser


def begin(threads):
    """Torch on so many threads of the CPU, without a network. Call it before transformers is imported."""
    os.environ.update(
        OMP_NUM_THREADS=str(threads),
        MKL_NUM_THREADS=str(threads),
        CUDA_VISIBLE_DEVICES="",
        HF_HUB_OFFLINE="1",
        HF_DATASETS_OFFLINE="1",
        TOKENIZERS_PARALLELISM="false",
        TRANSFORMERS_VERBOSITY="error",
    )
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    return torch


def desk():
    """What is asked, line by line, and how it is answered; whatever libraries print goes to the errors' stream from now on."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return iter(sys.stdin), lambda **answer: print(json.dumps(answer), file=answers)


def serve(name, measure):
    """Answers every line of the input with what `measure` returns."""
    questions, answer = desk()
    answer(ready=name)
    for _ in questions:
        answer(value=measure())
