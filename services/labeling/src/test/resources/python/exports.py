"""Loads a snapshot's exports with Hugging Face datasets, and lets TRL's trainers take two steps on them with a tiny random model.

usage: exports.py DIRECTORY, which holds SHAPE.jsonl and conversational-SHAPE.jsonl of preference, unpaired and prompt-completion
"""

import logging
import os
import sys
import tempfile
import warnings

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TRL_EXPERIMENTAL_SILENCE="1")
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import datasets
import tokenizers
import torch
import transformers
import trl

COLUMNS = {
    "preference": ["prompt", "chosen", "rejected"],
    "unpaired": ["prompt", "completion", "label"],
    "prompt-completion": ["prompt", "completion"],
}
TEMPLATE = (
    "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)
STEPS = 2


def byte_tokenizer():
    """Each byte is a token: nothing has to be downloaded."""
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate(["<pad>", "<eos>"] + alphabet)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<eos>", chat_template=TEMPLATE
    )


def load(directory):
    loaded = {}
    for shape, columns in COLUMNS.items():
        for prefix in ("", "conversational-"):
            name = prefix + shape
            rows = datasets.load_dataset(
                "json", data_files=f"{directory}/{name}.jsonl", split="train", cache_dir=tempfile.mkdtemp()
            )
            assert rows.column_names == columns, (name, rows.column_names)
            assert trl.is_conversational(rows[0]) == bool(prefix), (name, rows[0])
            loaded[name] = rows
            print(f"{name}: {len(rows)} rows, {', '.join(rows.column_names)}")
    return loaded


def main(directory):
    print(
        f"datasets {datasets.__version__}, trl {trl.__version__}, transformers {transformers.__version__},"
        f" torch {torch.__version__}"
    )
    datasets.disable_progress_bars()
    loaded = load(directory)
    tokenizer = byte_tokenizer()
    config = dict(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )

    def policy():
        return transformers.LlamaForCausalLM(transformers.LlamaConfig(**config))

    def reward_model():
        return transformers.LlamaForSequenceClassification(transformers.LlamaConfig(num_labels=1, **config))

    runs = [
        ("preference", trl.RewardTrainer, trl.RewardConfig, reward_model),
        ("conversational-preference", trl.RewardTrainer, trl.RewardConfig, reward_model),
        ("preference", trl.DPOTrainer, trl.DPOConfig, policy),
        ("prompt-completion", trl.SFTTrainer, trl.SFTConfig, policy),
        ("conversational-prompt-completion", trl.SFTTrainer, trl.SFTConfig, policy),
    ]
    for name, trainer, settings, model in runs:
        arguments = settings(
            output_dir=tempfile.mkdtemp(),
            max_steps=STEPS,
            per_device_train_batch_size=2,
            max_length=128,
            use_cpu=True,
            bf16=False,
            report_to=[],
            save_strategy="no",
            disable_tqdm=True,
        )
        # DPO would look for the reference model where the policy was loaded from, and this one was made here
        reference = {"ref_model": model()} if trainer is trl.DPOTrainer else {}
        result = trainer(
            model=model(), args=arguments, train_dataset=loaded[name], processing_class=tokenizer, **reference
        ).train()
        assert result.global_step == STEPS, (name, result)
        assert torch.isfinite(torch.tensor(result.training_loss)), (name, result)
        print(f"{trainer.__name__} on {name}: {STEPS} steps, loss {result.training_loss:.4f}")


if __name__ == "__main__":
    main(sys.argv[1])
