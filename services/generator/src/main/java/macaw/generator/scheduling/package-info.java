/** Continuous batching: who gets a slot, and what is computed next, as a value. No clock, no thread, no model. */
@NullMarked
package macaw.generator.scheduling;

import org.jspecify.annotations.NullMarked;
