"""Seconds of one PPO iteration by TRL's PPOTrainer, which trains on and waits between two iterations until it is asked for the next.

The first iteration warms up and is not told.
"""
import os
import time

import turns

parser = turns.options(__doc__)
parser.add_argument("--prompts", type=int, required=True)
parser.add_argument("--prompt", type=int, required=True, help="tokens of each prompt")
parser.add_argument("--new", type=int, required=True, help="tokens written to each, at most")
parser.add_argument("--microbatch", type=int, required=True)
parser.add_argument("--epochs", type=int, required=True)
given = parser.parse_args()
turns.begin(given.threads)
import transformers

import trl_ppo

ITERATIONS = 1000  # more than anybody asks for: the process ends with its input


class Asked(transformers.TrainerCallback):
    """Tells what an iteration took and begins the next when it is asked."""

    def __init__(self):
        self.questions, self.answer = turns.desk()
        self.began = None

    def on_step_end(self, arguments, state, control, **others):
        if self.began is None:
            self.answer(ready=trl_ppo.NAME)
        else:
            self.answer(value=time.perf_counter() - self.began)
        if next(self.questions, None) is None:
            os._exit(0)
        self.began = time.perf_counter()


trl_ppo.train(
    given,
    ITERATIONS,
    callbacks=[Asked()],
    num_ppo_epochs=given.epochs,
    learning_rate=3e-6,
    kl_coef=0.05,
    temperature=1.0,
    logging_steps=1_000_000,
)
