"""Seconds of one PPO iteration by TRL's PPOTrainer, which trains on and waits between two iterations until it is asked for the next.

Policy, reference, reward and value model have one size, all in fp32; TRL's defaults of bf16 and gradient checkpointing are off, as they are in
the product's run. The first iteration warms up and is not told.
"""
import os
import tempfile
import time

import turns

parser = turns.options(__doc__)
parser.add_argument("--prompts", type=int, required=True)
parser.add_argument("--prompt", type=int, required=True, help="tokens of each prompt")
parser.add_argument("--new", type=int, required=True, help="tokens written to each, at most")
parser.add_argument("--epochs", type=int, required=True)
parser.add_argument("--microbatch", type=int, required=True)
given = parser.parse_args()
torch = turns.begin(given.threads)
import datasets
import transformers
import trl
from trl.experimental.ppo import PPOConfig, PPOTrainer

ITERATIONS = 1000  # more than anybody asks for: the process ends with its input

tokenizer = transformers.AutoTokenizer.from_pretrained(given.model, padding_side="left")
if tokenizer.pad_token_id is None:
    tokenizer.pad_token = tokenizer.eos_token


def causal():
    return transformers.AutoModelForCausalLM.from_pretrained(given.model, dtype=torch.float32)


def scorer():
    model = transformers.AutoModelForSequenceClassification.from_pretrained(given.model, num_labels=1, dtype=torch.float32)
    model.config.pad_token_id = tokenizer.pad_token_id
    return model


class Asked(transformers.TrainerCallback):
    """Tells what an iteration took and begins the next when it is asked."""

    def __init__(self):
        self.questions, self.answer = turns.desk()
        self.began = None

    def on_step_end(self, arguments, state, control, **others):
        if self.began is None:
            self.answer(ready=f"TRL {trl.__version__}")
        else:
            self.answer(value=time.perf_counter() - self.began)
        if next(self.questions, None) is None:
            os._exit(0)
        self.began = time.perf_counter()


policy = causal()
prompts = torch.randint(3, policy.config.vocab_size, (given.prompts * 16, given.prompt)).tolist()
with tempfile.TemporaryDirectory() as folder:
    settings = PPOConfig(
        output_dir=folder,
        per_device_train_batch_size=given.microbatch,
        gradient_accumulation_steps=given.prompts // given.microbatch,
        num_mini_batches=1,
        num_ppo_epochs=given.epochs,
        total_episodes=given.prompts * ITERATIONS,
        response_length=given.new,
        local_rollout_forward_batch_size=given.prompts,
        learning_rate=3e-6,
        kl_coef=0.05,
        temperature=1.0,
        num_sample_generations=0,
        save_strategy="no",
        logging_steps=1_000_000,
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
    )
    PPOTrainer(
        args=settings,
        processing_class=tokenizer,
        model=policy,
        ref_model=causal(),
        reward_model=scorer(),
        value_model=scorer(),
        train_dataset=datasets.Dataset.from_dict({"input_ids": prompts}),
        callbacks=[Asked()],
    ).train()
