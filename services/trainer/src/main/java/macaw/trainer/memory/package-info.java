/** Whether a run fits into the memory there is, before anything is loaded. */
@NullMarked
package macaw.trainer.memory;

import org.jspecify.annotations.NullMarked;
