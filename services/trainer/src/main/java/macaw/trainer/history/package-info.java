/** What a run has shown of itself so far: the figures of every step and what its policy wrote last. */
@NullMarked
package macaw.trainer.history;

import org.jspecify.annotations.NullMarked;
