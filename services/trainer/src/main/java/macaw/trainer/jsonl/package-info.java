/** The figures of runs as lines of JSON. */
@NullMarked
package macaw.trainer.jsonl;

import org.jspecify.annotations.NullMarked;
