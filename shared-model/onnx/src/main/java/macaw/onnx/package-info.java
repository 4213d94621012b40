/**
 * The generating and scoring runtime: a Llama graph built in Java whose weights are read straight from a checkpoint's safetensors file, run
 * by ONNX Runtime. {@link macaw.onnx.Decoder} writes, {@link macaw.onnx.Scorer} judges; both give equal bits whatever shares their batch.
 */
@NullMarked
package macaw.onnx;

import org.jspecify.annotations.NullMarked;
