"""New tokens a second of transformers' generate(): a batch of random prompts, sampled at temperature 1, prompts included in the time."""
import time

import turns

parser = turns.options(__doc__)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--prompt", type=int, required=True, help="tokens of each prompt")
parser.add_argument("--new", type=int, required=True, help="tokens written to each")
given = parser.parse_args()
torch = turns.begin(given.threads)
import transformers

model = transformers.AutoModelForCausalLM.from_pretrained(given.model, dtype=torch.float32).eval()
model.generation_config.eos_token_id = None  # every answer has its whole length
prompts = torch.randint(3, model.config.vocab_size, (given.batch, given.prompt))


@torch.inference_mode()
def write(new):
    texts = model.generate(
        input_ids=prompts,
        attention_mask=torch.ones_like(prompts),
        min_new_tokens=new,
        max_new_tokens=new,
        do_sample=True,
        temperature=1.0,
        top_k=0,
        top_p=1.0,
        pad_token_id=0,
    )
    assert texts.shape[1] == given.prompt + new, texts.shape


def measure():
    begin = time.perf_counter()
    write(given.new)
    return given.batch * given.new / (time.perf_counter() - begin)


write(given.new)  # warm, as the product is
turns.serve(f"transformers {transformers.__version__}", measure)
