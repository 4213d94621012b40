"""TRL's PPOTrainer on random tokens: policy, reference, reward and value model of one checkpoint, all in fp32.

TRL's defaults of bf16 and gradient checkpointing are off, as they are in the product's run. Import it after `turns.begin`.
"""
import tempfile

import datasets
import torch
import transformers
import trl
from trl.experimental.ppo import PPOConfig, PPOTrainer

NAME = f"TRL {trl.__version__}"


# of PPOConfig: a process that computes on the CPU in fp32 and neither saves nor says anything by itself
PLAINLY = {
    "num_sample_generations": 0,
    "save_strategy": "no",
    "report_to": "none",
    "disable_tqdm": True,
    "use_cpu": True,
    "bf16": False,
    "gradient_checkpointing": False,
}


def causal(model):
    return transformers.AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32)


def scorer(model, tokenizer):
    """The same weights under one fresh head."""
    scoring = transformers.AutoModelForSequenceClassification.from_pretrained(model, num_labels=1, dtype=torch.float32)
    scoring.config.pad_token_id = tokenizer.pad_token_id
    return scoring


def train(given, batches, callbacks=(), **settings):
    """Trains on so many batches of --prompts prompts, which come from 16 batches at most."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(given.model, padding_side="left")
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token

    policy = causal(given.model)
    prompts = torch.randint(3, policy.config.vocab_size, (given.prompts * min(batches, 16), given.prompt)).tolist()
    with tempfile.TemporaryDirectory() as folder:
        PPOTrainer(
            args=PPOConfig(
                output_dir=folder,
                per_device_train_batch_size=given.microbatch,
                gradient_accumulation_steps=given.prompts // given.microbatch,
                num_mini_batches=1,
                total_episodes=given.prompts * batches,
                response_length=given.new,
                local_rollout_forward_batch_size=given.prompts,
                **PLAINLY,
                **settings,
            ),
            processing_class=tokenizer,
            model=policy,
            ref_model=causal(given.model),
            reward_model=scorer(given.model, tokenizer),
            value_model=scorer(given.model, tokenizer),
            train_dataset=datasets.Dataset.from_dict({"input_ids": prompts}),
            callbacks=list(callbacks),
        ).train()
