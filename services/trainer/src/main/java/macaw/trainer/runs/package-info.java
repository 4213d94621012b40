/** Runs: what they ask for, how their state changes, how they are carried out and what survives a kill. */
@NullMarked
package macaw.trainer.runs;

import org.jspecify.annotations.NullMarked;
