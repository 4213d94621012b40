/** From logits to a token: temperature, filters, the draw and the log-probability that is recorded with it; and where stop strings end a text. */
@NullMarked
package macaw.generator.sampling;

import org.jspecify.annotations.NullMarked;
