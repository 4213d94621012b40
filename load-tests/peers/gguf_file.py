"""Writes a Llama checkpoint as a GGUF file for llama.cpp's benchmark, in f32 or with its matrices in q8_0. It has no tokenizer: the
benchmark decodes ids."""
import argparse
import json
import pathlib

import gguf
import numpy
import safetensors.numpy

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", type=pathlib.Path, required=True)
parser.add_argument("--out", type=pathlib.Path, required=True)
parser.add_argument("--type", choices=["f32", "q8_0"], required=True)
given = parser.parse_args()

config = json.loads((given.model / "config.json").read_text())
weights = safetensors.numpy.load_file(given.model / "model.safetensors")
heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
head_size = config.get("head_dim") or config["hidden_size"] // heads
writer = gguf.GGUFWriter(given.out, "llama")


def put(name, matrix):
    matrix = numpy.ascontiguousarray(matrix, dtype=numpy.float32)
    if given.type == "q8_0" and matrix.ndim == 2:
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(matrix, kind), raw_dtype=kind)
    else:
        writer.add_tensor(name, matrix)


def rotated(matrix, count):
    """Hugging Face turns a head's element i with i + half, llama.cpp 2i with 2i + 1: the rows of q and k change places."""
    return matrix.reshape(count, 2, head_size // 2, -1).transpose(0, 2, 1, 3).reshape(matrix.shape)


writer.add_tokenizer_model("none")
writer.add_vocab_size(config["vocab_size"])
writer.add_context_length(config["max_position_embeddings"])
writer.add_embedding_length(config["hidden_size"])
writer.add_feed_forward_length(config["intermediate_size"])
writer.add_block_count(config["num_hidden_layers"])
writer.add_head_count(heads)
writer.add_head_count_kv(kv_heads)
writer.add_rope_dimension_count(head_size)
writer.add_rope_freq_base((config.get("rope_parameters") or config)["rope_theta"])
writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
put("token_embd.weight", weights["model.embed_tokens.weight"])
put("output_norm.weight", weights["model.norm.weight"])
if "lm_head.weight" in weights:
    put("output.weight", weights["lm_head.weight"])
for layer in range(config["num_hidden_layers"]):
    there, here = f"blk.{layer}.", f"model.layers.{layer}."
    put(there + "attn_norm.weight", weights[here + "input_layernorm.weight"])
    put(there + "attn_q.weight", rotated(weights[here + "self_attn.q_proj.weight"], heads))
    put(there + "attn_k.weight", rotated(weights[here + "self_attn.k_proj.weight"], kv_heads))
    put(there + "attn_v.weight", weights[here + "self_attn.v_proj.weight"])
    put(there + "attn_output.weight", weights[here + "self_attn.o_proj.weight"])
    put(there + "ffn_norm.weight", weights[here + "post_attention_layernorm.weight"])
    for part in ("gate", "up", "down"):
        put(there + f"ffn_{part}.weight", weights[here + f"mlp.{part}_proj.weight"])
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
