"""Tokens a second of a training step in transformers: forward, backward, clip to norm 1, AdamW; attention by SDPA."""
import os
import time

import turns

parser = turns.options(__doc__)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--length", type=int, required=True, help="tokens of each row")
parser.add_argument("--steps", type=int, required=True, help="steps of one measurement")
given = parser.parse_args()
torch = turns.begin(given.threads)
import transformers

model = transformers.AutoModelForCausalLM.from_pretrained(
    given.model, dtype=torch.float32, attn_implementation="sdpa"
).train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1)
rows = torch.randint(3, model.config.vocab_size, (given.batch, given.length))


def step():
    model(input_ids=rows, labels=rows, use_cache=False).loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def measure():
    begin = time.perf_counter()
    for _ in range(given.steps):
        step()
    return given.steps * given.batch * given.length / (time.perf_counter() - begin)


step()  # warm
allocator = "tcmalloc" if "tcmalloc" in os.environ.get("LD_PRELOAD", "") else "glibc"
turns.serve(f"transformers {transformers.__version__}, {allocator}", measure)
