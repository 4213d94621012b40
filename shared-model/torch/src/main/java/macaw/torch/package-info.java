/**
 * Training on DJL's PyTorch engine: the forward pass of every architecture in readable Java, the ATen operators that DJL lacks, AdamW and clipping.
 * Everything here is called from one thread, the engine thread.
 */
@NullMarked
package macaw.torch;

import org.jspecify.annotations.NullMarked;
