"""Peak resident memory, in GB, of one PPO batch by TRL's PPOTrainer: policy, reference, reward and value model of one size, in fp32."""
import resource
import tempfile

import turns

parser = turns.options(__doc__)
parser.add_argument("--prompts", type=int, required=True)
parser.add_argument("--prompt", type=int, required=True, help="tokens of each prompt")
parser.add_argument("--new", type=int, required=True, help="tokens written to each")
parser.add_argument("--microbatch", type=int, required=True)
given = parser.parse_args()
torch = turns.begin(given.threads)
import datasets
import transformers
import trl
from trl.experimental.ppo import PPOConfig, PPOTrainer

tokenizer = transformers.AutoTokenizer.from_pretrained(given.model, padding_side="left")
if tokenizer.pad_token_id is None:
    tokenizer.pad_token = tokenizer.eos_token


def causal():
    return transformers.AutoModelForCausalLM.from_pretrained(given.model, dtype=torch.float32)


def scorer():
    model = transformers.AutoModelForSequenceClassification.from_pretrained(given.model, num_labels=1, dtype=torch.float32)
    model.config.pad_token_id = tokenizer.pad_token_id
    return model


def measure():
    policy = causal()
    prompts = torch.randint(3, policy.config.vocab_size, (given.prompts, given.prompt)).tolist()
    with tempfile.TemporaryDirectory() as folder:
        settings = PPOConfig(
            output_dir=folder,
            per_device_train_batch_size=given.microbatch,
            gradient_accumulation_steps=given.prompts // given.microbatch,
            num_mini_batches=1,
            num_ppo_epochs=1,
            total_episodes=given.prompts,
            response_length=given.new,
            local_rollout_forward_batch_size=given.prompts,
            num_sample_generations=0,
            save_strategy="no",
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
        ).train()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


turns.serve(f"TRL {trl.__version__}", measure)
