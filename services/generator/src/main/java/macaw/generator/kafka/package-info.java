/** Topics in and out: prompts to rollouts, and what is followed. */
@NullMarked
package macaw.generator.kafka;

import org.jspecify.annotations.NullMarked;
