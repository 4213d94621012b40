/** The figures of runs as TensorBoard's event files. */
@NullMarked
package macaw.trainer.tensorboard;

import org.jspecify.annotations.NullMarked;
