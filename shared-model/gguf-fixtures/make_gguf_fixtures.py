"""Writes *.gguf of the checkpoints in ../fixtures with llama.cpp's own converter, so that the way back is
checked against what others do and not against itself.

  make_gguf_fixtures.py LLAMA_CPP   the folder of llama.cpp's sources (those in llama-cpp-python 0.3.36 were used)

The checkpoints have no tokenizer, so a small one is put in, byte-level or SentencePiece-like.
"""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, sys.argv[1])
sys.path.insert(1, sys.argv[1] + "/gguf-py")
import gguf  # noqa: E402
import torch  # noqa: E402
from conversion import ModelType, get_model_architecture, get_model_class  # noqa: E402
from conversion.base import ModelBase  # noqa: E402

# checkpoint, type of the matrices, tokenizer, name of the way to cut words
FIXTURES = [
    ("llama", "f32", "bytes", "llama-bpe"), ("llama3_rope", "f32", "pieces", None), ("llama_bf16", "bf16", "bytes", "smollm"),
    ("qwen2", "f32", "bytes", "qwen2"), ("qwen3", "q8_0", "bytes", "qwen2"), ("gemma", "f32", "pieces", None),
    ("gemma2", "f16", "pieces", None), ("phi3", "f32", "pieces", None), ("gpt2", "f32", "bytes", "gpt-2"),
    ("gpt_neox", "f32", "bytes", "olmo"), ("gpt_neox_sequential", "f32", "bytes", "olmo"),
]
USEFUL = [*b" abcdefghijklmnopqrstuvwxyz\n", *(b for b in range(256) if chr(b) not in " abcdefghijklmnopqrstuvwxyz\n")]
NEVER = [0xC0, 0xC1, *range(0xF5, 0x100)]  # bytes that no UTF-8 has
BYTES = [b for b in USEFUL if b not in NEVER]


def byte_characters():
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = iter(range(256, 512))
    return {b: chr(b) if b in printable else chr(next(rest)) for b in range(256)}


def byte_level(writer, pre, size):
    letters = byte_characters()
    merges = ["t h", "Ġ th", "Ġth e", "e r", "i n", "Ġ a", "a n", "an d", "Ġ s", "h e"]
    tokens = ["<pad>", "<s>", "</s>"] + [letters[b] for b in BYTES[:size - 3 - len(merges)]]
    tokens += [m.replace(" ", "") for m in merges]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types([3] * 3 + [1] * (len(tokens) - 3))
    writer.add_token_merges(merges)
    return tokens


def pieces(writer, blank_first, size):
    found = ["▁", "a", "b", "▁a", "ab", "▁ab", "▁b", "ba", "aba"]
    tokens = ["<pad>", "<s>", "</s>", "<unk>"] + [f"<0x{b:02X}>" for b in BYTES[:size - 4 - len(found)]]
    types = [3, 3, 3, 2] + [6] * (len(tokens) - 4)
    scores = [0.0] * len(tokens) + [-1.0 * i for i in range(len(found))]
    tokens += found
    types += [1] * len(found)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_unk_token_id(3)
    writer.add_add_space_prefix(blank_first)
    return tokens


def convert(name, kind, tokenizer, pre):
    source = HERE.parent / "fixtures" / name
    architecture = get_model_architecture(ModelBase.load_hparams(source, False), ModelType.TEXT)

    model_class = get_model_class(architecture)

    class Configured(dict):
        """The converter of GPT-NeoX asks for an option as transformers 4 spells it."""
        def __missing__(self, key):
            if key == "rotary_pct":
                return self["rope_parameters"]["partial_rotary_factor"]
            raise KeyError(key)

    def set_vocab(self):
        w, size = self.gguf_writer, self.hparams["vocab_size"]
        tokens = byte_level(w, pre, size) if tokenizer == "bytes" else pieces(w, not name.startswith("gemma"), size)
        assert len(tokens) == size and len(set(tokens)) == size
        w.add_pad_token_id(0)
        w.add_bos_token_id(1)
        w.add_eos_token_id(2)
        w.add_chat_template("{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}")

    model_class.set_vocab = set_vocab
    types = {"f32": gguf.LlamaFileType.ALL_F32, "f16": gguf.LlamaFileType.MOSTLY_F16,
             "bf16": gguf.LlamaFileType.MOSTLY_BF16, "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0}
    out = HERE / f"{name}.gguf"
    with torch.inference_mode():
        model = model_class(source, types[kind], out, eager=True, model_name=name)
        model.hparams = Configured(model.hparams)
        model.write()


for fixture in FIXTURES:
    convert(*fixture)
