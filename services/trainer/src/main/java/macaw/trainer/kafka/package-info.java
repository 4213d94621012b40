/** The trainer's topics: prompts out, scored rollouts in, and what it tells of runs, versions and aliases. */
@NullMarked
package macaw.trainer.kafka;

import org.jspecify.annotations.NullMarked;
