/** Rows that learners train on, and where they come from. */
@NullMarked
package macaw.trainer.datasets;

import org.jspecify.annotations.NullMarked;
