/** Between the trainer's records and macaw.v1; for the adapters. */
@NullMarked
package macaw.trainer.wire;

import org.jspecify.annotations.NullMarked;
