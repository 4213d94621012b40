/** TrainingService, and labeling's snapshots as a client. */
@NullMarked
package macaw.trainer.grpc;

import org.jspecify.annotations.NullMarked;
