/** Rollouts in, scored rollouts out. */
@NullMarked
package macaw.reward.kafka;

import org.jspecify.annotations.NullMarked;
