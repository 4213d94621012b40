/** What comes into the store from outside: checkpoints, and reward models that are a rule or another's service. */
@NullMarked
package macaw.trainer.imports;

import org.jspecify.annotations.NullMarked;
