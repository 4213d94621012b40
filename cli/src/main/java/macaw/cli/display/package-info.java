/** What a person at a terminal reads: progress by stages, and a failure with its next step. */
@NullMarked
package macaw.cli.display;

import org.jspecify.annotations.NullMarked;
