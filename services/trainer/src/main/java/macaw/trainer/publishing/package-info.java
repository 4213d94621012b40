/** From a checkpoint to a version that others read: the store first, the event after it; and what may be deleted. */
@NullMarked
package macaw.trainer.publishing;

import org.jspecify.annotations.NullMarked;
