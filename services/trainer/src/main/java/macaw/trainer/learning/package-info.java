/**
 * The seam between the flow of a run (checkpoints, exchange, publishing) and what learns. A learner takes plain records and
 * model directories; it knows no topic, no store and no run.
 */
@NullMarked
package macaw.trainer.learning;

import org.jspecify.annotations.NullMarked;
