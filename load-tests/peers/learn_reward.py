"""TRL's RewardTrainer on the preferences of `macaw bench learn`: the same start, pairs and settings; prints one line of JSON.

Pairs come as the product's tokens, a row each as TRL has it, and what comes out are raw scores of the held-out outputs: who compares, counts.
"""
import argparse
import json
import pathlib
import tempfile
import time

import turns

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", type=pathlib.Path, required=True, help="checkpoint of a policy; the score head on it is TRL's own draw")
parser.add_argument("--task", type=pathlib.Path, required=True, help="JSON: train, held_out, settings")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seed", type=int, required=True)
given = parser.parse_args()
torch = turns.begin(given.threads)
import datasets
import transformers
import trl
from trl import RewardConfig, RewardTrainer

task = json.loads(given.task.read_text())
settings = task["settings"]
tokenizer = transformers.AutoTokenizer.from_pretrained(given.model)
if tokenizer.pad_token_id in (None, tokenizer.eos_token_id):
    raise SystemExit("the score would be read at another token: padding must not be the token that ends answers")

rows = [
    {"chosen_ids": prompt["outputs"][winner], "rejected_ids": prompt["outputs"][loser]}
    for prompt in task["train"]
    for winner, loser in prompt["pairs"]
]


@torch.no_grad()
def scores(model, prompts):
    """Of the outputs of each prompt."""
    model.eval()
    outputs = [output for prompt in prompts for output in prompt["outputs"]]
    order = sorted(range(len(outputs)), key=lambda i: len(outputs[i]))
    given_to = [0.0] * len(outputs)
    for begin in range(0, len(order), 32):
        part = order[begin : begin + 32]
        batch = tokenizer.pad({"input_ids": [outputs[i] for i in part]}, padding_side="right", return_tensors="pt")
        for i, score in zip(part, model(**batch).logits[:, 0].tolist()):
            given_to[i] = score
    taken = iter(given_to)
    return [[next(taken) for _ in prompt["outputs"]] for prompt in prompts]


start = time.perf_counter()
with tempfile.TemporaryDirectory() as folder:
    trainer = RewardTrainer(
        model=str(given.model),
        args=RewardConfig(
            output_dir=folder,
            seed=given.seed,
            num_train_epochs=settings["epochs"],
            per_device_train_batch_size=settings["pairs_a_step"],
            learning_rate=settings["learning_rate"],
            lr_scheduler_type="cosine_with_min_lr",
            lr_scheduler_kwargs={"min_lr_rate": settings["final_fraction"]},
            warmup_steps=settings["warmup_steps"],
            adam_beta1=settings["beta1"],
            adam_beta2=settings["beta2"],
            adam_epsilon=settings["epsilon"],
            weight_decay=settings["weight_decay"],
            max_grad_norm=settings["max_gradient_norm"],
            max_length=None,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            use_cpu=True,
            bf16=False,
            gradient_checkpointing=False,
        ),
        train_dataset=datasets.Dataset.from_list(rows),
        processing_class=tokenizer,
    )
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train()
print(
    json.dumps(
        {
            "system": f"TRL {trl.__version__}",
            "scores": scores(trainer.model, task["held_out"]),
            "steps": trainer.state.global_step,
            "pairs": len(rows),
            "seconds": time.perf_counter() - start,
        }
    )
)
