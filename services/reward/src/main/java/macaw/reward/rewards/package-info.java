/** Reward models: one port, three kinds (local, rule, remote), named and versioned alike, kept on a shelf while they are in use. */
@NullMarked
package macaw.reward.rewards;

import org.jspecify.annotations.NullMarked;
