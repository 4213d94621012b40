/** RewardService, as a server and as a client of remote scorers. */
@NullMarked
package macaw.reward.grpc;

import org.jspecify.annotations.NullMarked;
