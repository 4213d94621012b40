/** What a run can be taken up from: the learner's state, the model to publish and where the exchange stands, sealed as one. */
@NullMarked
package macaw.trainer.checkpoints;

import org.jspecify.annotations.NullMarked;
