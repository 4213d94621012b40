/** Looking into a checkpoint folder: what it holds, what it needs, and what it says of a text; without any service. */
@NullMarked
package macaw.cli.checkpoints;

import org.jspecify.annotations.NullMarked;
