"""TRL's PPOTrainer on a task of `macaw bench learn`: the same start, reward and settings; prints one line of JSON.

A reward is a function of tokens here, so the reward model is a module that hands token ids through as its "hidden states" and scores those.
"""
import argparse
import json
import pathlib
import shutil
import tempfile
import time

import turns

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", type=pathlib.Path, required=True, help="checkpoint: policy, reference, and value model under a fresh head")
parser.add_argument("--task", type=pathlib.Path, required=True, help="JSON: prompts, reward, settings")
parser.add_argument("--policies", type=pathlib.Path, required=True, help="empty folder for the policies that it saves")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seed", type=int, required=True)
given = parser.parse_args()
torch = turns.begin(given.threads)
import datasets
import transformers
from trl.experimental.ppo import PPOConfig, PPOTrainer

import rewards
import trl_ppo

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


class Saved(transformers.TrainerCallback):
    """The policy every so many iterations and after the last, as checkpoints beside the start's tokenizer."""

    def __init__(self):
        self.policies = []
        self.kl = []

    def on_log(self, args, state, control, logs=None, **_):
        if logs and "objective/kl" in logs:
            self.kl.append(logs["objective/kl"])

    def on_step_end(self, args, state, control, **_):
        iterations = state.global_step
        if iterations % task["save_every"] == 0 or iterations == settings["iterations"]:
            folder = given.policies / f"policy-{iterations}"
            folder.mkdir()
            for file in given.model.iterdir():
                shutil.copyfile(file, folder / file.name)
            policy.save_pretrained(folder)
            self.policies.append({"iterations": iterations, "samples": state.episode, "folder": folder.name})


torch.manual_seed(given.seed)
policy = trl_ppo.causal(given.model)
saved = Saved()
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
            logging_steps=1,
            **trl_ppo.PLAINLY,
        ),
        processing_class=tokenizer,
        model=policy,
        ref_model=trl_ppo.causal(given.model),
        reward_model=Reward(),
        value_model=trl_ppo.scorer(given.model, tokenizer),
        train_dataset=datasets.Dataset.from_dict({"input_ids": prompts * max(1, settings["rollouts"] * 8 // len(prompts))}),
        eval_dataset=datasets.Dataset.from_dict({"input_ids": prompts}),
        callbacks=[saved],
    )
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train()
print(
    json.dumps(
        {
            "system": trl_ppo.NAME,
            "policies": saved.policies,
            "kl": saved.kl,
            "seconds": time.perf_counter() - start,
        }
    )
)
