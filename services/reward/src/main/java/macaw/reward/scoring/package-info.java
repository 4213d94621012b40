/** From exchanges to scores: batches by tokens for what runs here, and the scoring of a rollout by all its reward models. */
@NullMarked
package macaw.reward.scoring;

import org.jspecify.annotations.NullMarked;
