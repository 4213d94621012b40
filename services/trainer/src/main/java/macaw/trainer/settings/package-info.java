/**
 * Settings of runs: one record a kind, each component with a sentence, a unit, a source and a default, so that the reader, the checks and
 * {@code --explain} have one place to look at.
 */
@NullMarked
package macaw.trainer.settings;

import org.jspecify.annotations.NullMarked;
