/** Supervised fine-tuning on demonstrations. */
@NullMarked
package macaw.trainer.sft;

import org.jspecify.annotations.NullMarked;
