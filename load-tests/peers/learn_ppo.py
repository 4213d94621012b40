"""TRL's PPOTrainer on a task of `macaw bench learn`: the same start, reward and settings; prints one line of JSON.

A reward is a function of tokens here, so the reward model is a module that hands token ids through as its "hidden states" and scores those.
"""
import argparse
import json
import pathlib
import tempfile
import time

import turns

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", type=pathlib.Path, required=True, help="checkpoint: policy, reference, and value model under a fresh head")
parser.add_argument("--task", type=pathlib.Path, required=True, help="JSON: prompts, reward, settings")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seed", type=int, required=True)
given = parser.parse_args()
torch = turns.begin(given.threads)
import datasets
import transformers
import trl
from trl.experimental.ppo import PPOConfig, PPOTrainer

import rewards

task = json.loads(given.task.read_text())
settings = task["settings"]
tokenizer = transformers.AutoTokenizer.from_pretrained(given.model, padding_side="left")
reward = rewards.of(task["reward"], tokenizer)
prompts = task["prompts"]


def unpadded(row):
    return [token for token in row if token != tokenizer.pad_token_id]


class Backbone(torch.nn.Module):
    def forward(self, input_ids, **_):
        return transformers.modeling_outputs.BaseModelOutput(hidden_states=(input_ids.unsqueeze(-1).float(),))


class Reward(torch.nn.Module):
    """TRL reads the score at the answer's last token, so every position has the whole sequence's."""

    base_model_prefix = "backbone"

    def __init__(self):
        super().__init__()
        self.backbone = Backbone()

    def score(self, hidden):
        rows = hidden.squeeze(-1).long().tolist()
        worth = [reward(unpadded(row)) for row in rows]
        return torch.tensor(worth, dtype=torch.float32)[:, None, None].expand(-1, hidden.shape[1], 1)


def causal():
    return transformers.AutoModelForCausalLM.from_pretrained(given.model, dtype=torch.float32)


def value_model():
    model = transformers.AutoModelForSequenceClassification.from_pretrained(given.model, num_labels=1, dtype=torch.float32)
    model.config.pad_token_id = tokenizer.pad_token_id
    return model


@torch.no_grad()
def evaluate(policy):
    """Mean reward of sampled answers to the held-out prompts."""
    asked = [prompt for prompt in task["held_out"] for _ in range(task["samples"])]
    worth = []
    for begin in range(0, len(asked), 500):
        batch = tokenizer.pad({"input_ids": asked[begin : begin + 500]}, return_tensors="pt")
        written = policy.generate(
            **batch,
            do_sample=True,
            top_k=0,
            top_p=1.0,
            temperature=settings["temperature"],
            max_new_tokens=settings["max_tokens"],
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
        worth += [reward(unpadded(row)) for row in written.tolist()]
    return sum(worth) / len(worth)


class Curve(transformers.TrainerCallback):
    def __init__(self):
        self.points = []
        self.kl = []

    def on_log(self, args, state, control, logs=None, **_):
        if logs and "objective/kl" in logs:
            self.kl.append(logs["objective/kl"])

    def on_step_end(self, args, state, control, **_):
        if state.global_step % task["evaluate_every"] == 0 or state.global_step == settings["iterations"]:
            self.measure(state.episode)

    def measure(self, samples):
        # evaluation takes no draws from training
        state = torch.get_rng_state()
        self.points.append({"samples": samples, "value": evaluate(policy)})
        torch.set_rng_state(state)


torch.manual_seed(given.seed)
policy = causal()
curve = Curve()
curve.measure(0)
start = time.perf_counter()
with tempfile.TemporaryDirectory() as folder:
    trainer = PPOTrainer(
        args=PPOConfig(
            output_dir=folder,
            seed=given.seed,
            per_device_train_batch_size=settings["rollouts"],
            gradient_accumulation_steps=1,
            num_mini_batches=settings["minibatches"],
            num_ppo_epochs=settings["epochs"],
            total_episodes=settings["iterations"] * settings["rollouts"],
            response_length=settings["max_tokens"],
            stop_token="eos",
            temperature=settings["temperature"],
            kl_coef=settings["kl"],
            cliprange=settings["clip"],
            cliprange_value=settings["value_clip"],
            vf_coef=1.0,
            gamma=1.0,
            lam=settings["lambda"],
            missing_eos_penalty=settings["missing_eos_penalty"] or None,
            learning_rate=settings["learning_rate"],
            lr_scheduler_type=settings["schedule"],
            adam_beta1=0.9,
            adam_beta2=0.95,
            adam_epsilon=1e-5,
            local_rollout_forward_batch_size=settings["rollouts"],
            num_sample_generations=0,
            logging_steps=1,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            use_cpu=True,
            bf16=False,
            gradient_checkpointing=False,
        ),
        processing_class=tokenizer,
        model=policy,
        ref_model=causal(),
        reward_model=Reward(),
        value_model=value_model(),
        train_dataset=datasets.Dataset.from_dict({"input_ids": prompts * max(1, settings["rollouts"] * 8 // len(prompts))}),
        eval_dataset=datasets.Dataset.from_dict({"input_ids": prompts}),
        callbacks=[curve],
    )
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train()
print(
    json.dumps(
        {
            "system": f"TRL {trl.__version__}",
            "curve": curve.points,
            "kl": curve.kl,
            "seconds": time.perf_counter() - start,
        }
    )
)
