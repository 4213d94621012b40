/** How the trainer's parts are put together in a process. */
@NullMarked
package macaw.trainer.assembly;

import org.jspecify.annotations.NullMarked;
