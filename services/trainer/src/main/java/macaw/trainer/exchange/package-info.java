/**
 * Prompts out, scored rollouts in: which rollouts an iteration waits for, which record counts, and when one is lost rather than
 * late. The decisions are here; the topics are behind {@link macaw.trainer.exchange.RolloutExchange}.
 */
@NullMarked
package macaw.trainer.exchange;

import org.jspecify.annotations.NullMarked;
