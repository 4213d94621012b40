"""Tokens a second (padding not counted) of AutoModelForSequenceClassification over texts of mixed lengths, near lengths in a batch."""
import json
import time

import turns

parser = turns.options(__doc__)
parser.add_argument("--texts", required=True, help="file with a JSON array of arrays of token ids")
parser.add_argument("--batch", type=int, required=True)
given = parser.parse_args()
torch = turns.begin(given.threads)
import transformers

model = transformers.AutoModelForSequenceClassification.from_pretrained(given.model, num_labels=1, dtype=torch.float32).eval()
model.config.pad_token_id = 0
with open(given.texts) as file:
    texts = sorted(json.load(file), key=len)
batches = []
for first in range(0, len(texts), given.batch):
    rows = [torch.tensor(text) for text in texts[first : first + given.batch]]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=0)
    lengths = torch.tensor([len(row) for row in rows])
    batches.append((ids, (torch.arange(ids.shape[1]) < lengths[:, None]).long()))


@torch.inference_mode()
def score(some):
    for ids, mask in some:
        model(input_ids=ids, attention_mask=mask, use_cache=False)


def measure():
    begin = time.perf_counter()
    score(batches)
    return sum(map(len, texts)) / (time.perf_counter() - begin)


score(batches[:1])  # warm
turns.serve(f"transformers {transformers.__version__}", measure)
